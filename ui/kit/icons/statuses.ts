// Where a report stands. Each has an outline of its own, so that the picture alone tells them apart without colour.
import { circle, dot } from './shape'

export const statusIcons = {
  waiting: `${circle(12, 12, 9)}M12 6.5V12l3.5 2.5`,
  sent: 'M21 3.5 10.5 14M21 3.5 14.5 21l-4-7-7-4L21 3.5',
  received: 'M3.5 13.5 6.5 4h11l3 9.5v7h-17v-7M3.5 13.5h5l1.5 3h4l1.5-3h5',
  looking: `${circle(10.5, 10.5, 6.5)}M15.5 15.5 21 21M8 10.5l2 2 3-3.5`,
  passed: 'M4 5v6.5a3 3 0 0 0 3 3h12.5M15 9.5l5 5-5 5',
  working: 'M20.5 7.5a5 5 0 0 1-6.7 4.7l-7.3 7.3a2.1 2.1 0 0 1-3-3l7.3-7.3A5 5 0 0 1 17 3.3L13.8 6.5l.7 3 3 .7 3-2.7',
  planned: 'M4 5.5h16v15H4v-15M4 10h16M8 3v4M16 3v4M8.5 15l2.5 2.5 4.5-5',
  asking: `M4 20.5V4.5h16v12H8l-4 4M9.7 8.7a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1.1.7-1.1 1.4${dot(12, 14.3)}`,
  done: `${circle(12, 12, 9)}M7.5 12.5l3 3 6-6.5`,
  answered: 'M4 20.5V4.5h16v12H8l-4 4M8 10.3l2.7 2.7 5-5.2',
  stopped: `${circle(12, 12, 9)}M8.5 8.5l7 7M15.5 8.5l-7 7`,
  elsewhere: `${circle(12, 12, 9)}M8 16l8-8M9.5 8H16v6.5`,
  twin: 'M8.5 8.5h12v12h-12v-12M15.5 8.5v-5h-12v12h5M12 14.5h5',
  withdrawn: 'M8 4 3.5 8.5 8 13M3.5 8.5H14a6 6 0 0 1 0 12H8',
  again: 'M20.5 11.5A8.5 8.5 0 0 0 5.7 6.2L3.5 8.5M3.5 3.5v5h5M3.5 12.5a8.5 8.5 0 0 0 14.8 5.3l2.2-2.3M20.5 20.5v-5h-5',
  paused: `${circle(12, 12, 9)}M9.7 8.5v7M14.3 8.5v7`,
  attention: `M12 3.5 2.5 20h19L12 3.5M12 9.5v5${dot(12, 17.3)}`,
} as const
