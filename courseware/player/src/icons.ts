/** The player's few icons: 24 × 24 outlines in the colour of the text beside them. */

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  right: "M5 12.5l4.5 4.5L19 7.5",
  wrong: "M6 6l12 12M18 6L6 18",
  partly: "M5 12h14",
  next: "M5 12h14M13 6l6 6-6 6",
  back: "M19 12H5M11 6l-6 6 6 6",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  flag: "M6 21V4h11l-2.5 4L17 12H6",
  clock: "M12 7v5l3 2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  info: "M12 11v6M12 7.2v.3M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  warning: "M12 10v4M12 17v.3M12 4L2.8 20h18.4z",
  saved: "M5 12.5l4.5 4.5L19 7.5",
  saving: "M12 5v3M12 16v3M5 12h3M16 12h3",
  offline: "M12 8v5M12 16v.3M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  think: "M5 5h14v11h-7l-4 3.5V16H5z",
  list: "M4 7l1.5 1.5L8 6M4 15l1.5 1.5L8 14M11 7.5h9M11 15.5h9",
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  grip: "M9 6v.1M9 12v.1M9 18v.1M15 6v.1M15 12v.1M15 18v.1",
  star: "M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z",
} as const;

export type Icon = keyof typeof PATHS;

/** A picture beside words; never the only carrier of a meaning. */
export function icon(name: Icon): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "kp-icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
