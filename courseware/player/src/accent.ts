/**
 * Lays a municipality's colour over Designsystemet's accent tokens.
 *
 * The theme has sixteen tokens a colour; a municipality gives one. The others keep its hue and take
 * the lightness that meets the contrast their use asks for, in the light and in the dark scheme.
 */

interface Tone {
  hue: number;
  saturation: number;
  lightness: number;
}

const LIGHT_PAGE: Tone = { hue: 0, saturation: 0, lightness: 1 };
const DARK_PAGE: Tone = { hue: 214, saturation: 0.06, lightness: 0.1 };

/** Contrast to the page's background that each token must reach, light scheme first. */
const CONTRASTS: Record<string, [number, number]> = {
  "background-default": [1, 1],
  "surface-default": [1, 1.12],
  "background-tinted": [1.07, 1.1],
  "surface-tinted": [1.16, 1.25],
  "surface-hover": [1.3, 1.45],
  "surface-active": [1.5, 1.7],
  "border-subtle": [1.8, 2.1],
  "border-default": [4.5, 4.5],
  "border-strong": [6.5, 7],
  "text-subtle": [6.5, 7],
  "text-default": [13, 13],
};

/** Sets the accent on the root element; leaves the theme's own where the browser is too old. */
export function applyAccent(root: HTMLElement, accent: string): void {
  const tone = parse(accent);
  if (tone === null || !CSS.supports("color", "light-dark(#000, #fff)")) {
    return;
  }
  const set = (token: string, light: string, dark: string): void =>
    root.style.setProperty(`--ds-color-accent-${token}`, `light-dark(${light}, ${dark})`);
  for (const [token, [light, dark]] of Object.entries(CONTRASTS)) {
    set(token, css(reach(tone, LIGHT_PAGE, light)), css(reach(tone, DARK_PAGE, dark)));
  }
  const base = reach(tone, LIGHT_PAGE, Math.max(4.5, contrast(tone, LIGHT_PAGE)));
  const darkBase = reach(tone, DARK_PAGE, 6.5);
  set("base-default", css(base), css(darkBase));
  set("base-hover", css(shade(base, -0.06)), css(shade(darkBase, 0.06)));
  set("base-active", css(shade(base, -0.12)), css(shade(darkBase, 0.12)));
  set("base-contrast-default", "#ffffff", "#000000");
  set("base-contrast-subtle", css(reach(tone, LIGHT_PAGE, 1.15)), "#000000");
}

/** The theme's own accent again. */
export function clearAccent(root: HTMLElement): void {
  const set = [...root.style].filter((name) => name.startsWith("--ds-color-accent-"));
  for (const name of set) root.style.removeProperty(name);
}

/** The tone of the same hue whose contrast to the page is the one asked for, or the nearest. */
function reach(tone: Tone, page: Tone, wanted: number): Tone {
  let near = page.lightness;
  let far = page.lightness > 0.5 ? 0 : 1;
  for (let step = 0; step < 16; step += 1) {
    const lightness = (near + far) / 2;
    if (contrast({ ...tone, lightness }, page) < wanted) {
      near = lightness;
    } else {
      far = lightness;
    }
  }
  return { ...tone, lightness: far };
}

function shade(tone: Tone, by: number): Tone {
  return { ...tone, lightness: Math.min(1, Math.max(0, tone.lightness + by)) };
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: Tone, other: Tone): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(tone: Tone): number {
  const linear = channels(tone).map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function channels({ hue, saturation, lightness }: Tone): number[] {
  const reachOf = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((offset) => {
    const position = (offset + hue / 30) % 12;
    return lightness - reachOf * Math.max(-1, Math.min(position - 3, 9 - position, 1));
  });
}

function css(tone: Tone): string {
  const hex = channels(tone).map((value) => Math.round(value * 255).toString(16).padStart(2, "0"));
  return `#${hex.join("")}`;
}

function parse(hex: string): Tone | null {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) {
    return null;
  }
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) as [
    number,
    number,
    number,
  ];
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  const spread = most - least;
  const lightness = (most + least) / 2;
  let hue = 0;
  if (spread > 0) {
    if (most === red) hue = ((green - blue) / spread + 6) % 6;
    else if (most === green) hue = (blue - red) / spread + 2;
    else hue = (red - green) / spread + 4;
  }
  const saturation = spread === 0 ? 0 : spread / (1 - Math.abs(2 * lightness - 1));
  return { hue: hue * 60, saturation, lightness };
}
