import { defineConfig } from 'vite'

// One small module for the server-rendered pages; the portal serves it under a name that holds its hash.
export default defineConfig({
  clearScreen: false,
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['es2022', 'safari16'],
    lib: { entry: 'src/pages.ts', formats: ['es'], fileName: () => 'pages.js' },
  },
})
