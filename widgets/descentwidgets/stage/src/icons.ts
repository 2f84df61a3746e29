// Own icons, 16 x 16, drawn with the text's colour: an icon font would be a request.

const PATHS: Record<string, string> = {
  play: "M4.5 2.8v10.4L13 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  step: "M3 3v10l6.5-5zM11 3h2.2v10H11z",
  reset: "M8 3a5 5 0 1 1-4.9 6h1.6A3.5 3.5 0 1 0 8 4.5V7L4.2 3.7 8 .5z",
  live: "M3 3v10l5.2-5zM7.8 3v10L13 8z",
  fork: "M4 1.5a2 2 0 0 1 .75 3.85V7c1 .9 2.2 1 3.4 1.2 1 .2 2-.2 2.3-1.3V5.4a2 2 0 1 1 1.5 0V7c-.4 2-2 2.8-3.9 2.6-1.3-.2-2.4-.3-3.3-.8v1.9a2 2 0 1 1-1.5 0V5.35A2 2 0 0 1 4 1.5z",
  share: "M11.5 1.5a2.3 2.3 0 1 1-1.8 3.8L6.6 7.1a2.4 2.4 0 0 1 0 1.8l3.1 1.8a2.3 2.3 0 1 1-.7 1.3l-3.1-1.9a2.3 2.3 0 1 1 0-4.2L9 4.2a2.3 2.3 0 0 1 2.5-2.7z",
  close: "M3.6 2.5 8 6.9l4.4-4.4 1.1 1.1L9.1 8l4.4 4.4-1.1 1.1L8 9.1l-4.4 4.4-1.1-1.1L6.9 8 2.5 3.6z",
  auto: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM8 3v10A5 5 0 0 0 8 3z",
  dark: "M6.2 1.8a6 6 0 1 0 8 8A6.2 6.2 0 0 1 6.2 1.8z",
  light: "M8 4.6a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8zM7.3.8h1.4v2.2H7.3zM7.3 13h1.4v2.2H7.3zM.8 7.3H3v1.4H.8zM13 7.3h2.2v1.4H13zM2.4 3.4l1-1L5 4l-1 1zM11 12l1-1 1.6 1.6-1 1zM12.6 2.4l1 1L12 5l-1-1zM4 11l1 1-1.6 1.6-1-1z",
  dots: "M3 6.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2zm5 0a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2zm5 0a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2z",
  views: "M1.5 2h6v5h-6zM9 2h5.5v5H9zM1.5 8.5h6v5.5h-6zM9 8.5h5.5v5.5H9zM3 3.5v2h3v-2zm7.5 0v2H13v-2zM3 10v2.5h3V10zm7.5 0v2.5H13V10z",
  keep: "M7.2 1.5h1.6v6.4l2.4-2.4 1.1 1.1L8 10.9 3.7 6.6l1.1-1.1 2.4 2.4zM2 10.5h1.6v2.4h8.8v-2.4H14v4H2z",
  gallery: "M7.2 2.3 1.6 8l5.6 5.7 1.1-1.1-3.7-3.8h9.8V7.2H4.6l3.7-3.8z",
  shrink: "M9 1.5h1.6v2.9L13.4 1.6l1.1 1.1-2.9 2.8h2.9V7H9zM1.5 9H7v5.5H5.4v-2.9l-2.8 2.8-1.1-1.1 2.9-2.8H1.5z",
  look: "M1.5 7h8L6.2 3.7l1.1-1.1L12.5 8l-5.2 5.4-1.1-1.1L9.5 9h-8z",
  compare: "M2 3.2h7.2v1.6H2zM2 7.2h4v1.6H2zM2 11.2h5.6v1.6H2zM12 2.5l2.6 3H12.8v5h1.8l-2.6 3-2.6-3h1.8v-5H9.4z",
  undo: "M6.5 2.2v2.9h2.7a4.2 4.2 0 0 1 0 8.4H5V12h4.2a2.7 2.7 0 0 0 0-5.4H6.5v2.9L2 5.8z",
  bookmark: "M4 1.8h8v12.4l-4-3.1-4 3.1zM5.5 3.3v7.8L8 9.2l2.5 1.9V3.3z",
  table: "M1.5 2.5h13v11h-13zM3 6.4v2h4.2v-2zm5.6 0v2H13v-2zM3 9.8V12h4.2V9.8zm5.6 0V12H13V9.8z",
  kick: "M9.5 1 3 9h4l-1 6 7-8.5H8.7z",
};

export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name] ?? "");
  svg.appendChild(path);
  return svg;
}
