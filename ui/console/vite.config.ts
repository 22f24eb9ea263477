import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

// The portal serves the console below /console/; in development, its API is the portal's at PORTAL.
export default defineConfig({
  base: '/console/',
  plugins: [svelte()],
  clearScreen: false,
  server: {
    port: 5174,
    strictPort: true,
    proxy: { '/console/api': process.env['PORTAL'] ?? 'http://127.0.0.1:8080' },
  },
  build: { outDir: 'dist', emptyOutDir: true, target: ['es2022', 'safari16'], sourcemap: false, assetsInlineLimit: 0 },
})
