/** The icons as strokes in a box of 24 units. */
export const strokes = {
  clock: ["M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17", "M12 7.5V12l3 2"],
  check: ["M4.5 12.5l5 5L19.5 7"],
  hourglass: ["M7 4h10M7 20h10M8 4c0 5 8 6 8 16M16 4c0 5-8 6-8 16"],
  warning: ["M12 4l9 16H3z", "M12 10v4.5M12 17.3v.2"],
  cross: ["M6 6l12 12M18 6L6 18"],
  stopped: ["M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17", "M6.2 6.2l11.6 11.6"],
  refund: ["M9 7L4.5 11.5 9 16M5 11.5h9a5 5 0 0 1 0 10h-2"],
  copy: [
    "M11 8.5h6a2.5 2.5 0 0 1 2.5 2.5v6a2.5 2.5 0 0 1-2.5 2.5h-6a2.5 2.5 0 0 1-2.5-2.5v-6a2.5 2.5 0 0 1 2.5-2.5z",
    "M15.5 8.5V6a2 2 0 0 0-2-2H6.5a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2",
  ],
  backspace: [
    "M9 5h10.5a1.5 1.5 0 0 1 1.5 1.5v11a1.5 1.5 0 0 1-1.5 1.5H9l-6-7z",
    "M12 9.5l5 5M17 9.5l-5 5",
  ],
  person: ["M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8", "M4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5"],
  chevron: ["M6 9.5l6 6 6-6"],
  plug: ["M9 3v5M15 3v5M6.5 8h11v3a5.5 5.5 0 0 1-11 0zM12 16.5V21"],
  door: ["M5 20.5h14M7 20.5V4h10v16.5M14 12v.2"],
} as const;

export type IconName = keyof typeof strokes;
