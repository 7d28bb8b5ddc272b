import type { Series } from './suite';

const WIDTH = 640;
const HEIGHT = 320;
const MARGIN = { left: 64, right: 16, top: 32, bottom: 48 };
const COLORS = ['#0b6e99', '#5a9bd4', '#2e7d32', '#b26a00', '#9c27b0', '#c62828'];
const TICKS = 5;

/** Draws a series as an SVG image: straight axes, so that linear growth is a straight line. */
export function plot({ title, x, y, lines }: Series): string {
  const points = Object.values(lines).flat();
  const right = Math.max(...points.map(([value]) => value));
  const top = roundUp(Math.max(...points.map(([, value]) => value)));
  const across = (value: number) => MARGIN.left + (value / right) * (WIDTH - MARGIN.left - MARGIN.right);
  const up = (value: number) =>
    HEIGHT - MARGIN.bottom - (value / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);

  const grid = Array.from({ length: TICKS + 1 }, (_, tick) => (top / TICKS) * tick).flatMap((value) => [
    `<path d="M${MARGIN.left} ${round(up(value))}H${WIDTH - MARGIN.right}" stroke="#ddd"/>`,
    text(MARGIN.left - 6, up(value) + 4, 'end', label(value)),
  ]);
  const marks = [...new Set(points.map(([value]) => value))].map((value) =>
    text(across(value), HEIGHT - MARGIN.bottom + 16, 'middle', label(value)),
  );
  const curves = Object.entries(lines).flatMap(([name, line], index) => {
    const color = COLORS[index % COLORS.length]!;
    const path = line.map(([a, b]) => `${round(across(a))} ${round(up(b))}`).join('L');
    return [
      `<path d="M${path}" fill="none" stroke="${color}" stroke-width="2"/>`,
      ...line.map(
        ([a, b]) => `<circle cx="${round(across(a))}" cy="${round(up(b))}" r="3" fill="${color}"/>`,
      ),
      text(MARGIN.left + 10, MARGIN.top + 14 * (index + 1), 'start', name, color),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(MARGIN.left, 18, 'start', `${title} (${y})`),
    ...grid,
    ...marks,
    text(WIDTH - MARGIN.right, HEIGHT - 12, 'end', x),
    ...curves,
    '</svg>\n',
  ].join('\n');
}

function text(x: number, y: number, anchor: string, content: string, color = '#333'): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${color}">${escaped}</text>`;
}

/** The next of 1, 2, 5, 10, 20, 50, … */
function roundUp(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value));
  return magnitude * [1, 2, 5, 10].find((factor) => value <= factor * magnitude)!;
}

function label(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
