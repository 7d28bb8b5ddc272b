/** Drawings that npm, PyPI and GitHub show, in light and dark. */

const STYLE = `text { font: 14px system-ui, sans-serif; fill: #1f2328; text-anchor: middle }
.small { font-size: 12px; fill: #59636e } .left { text-anchor: start }
.box { fill: #f6f8fa; stroke: #59636e } .frame { fill: none; stroke: #8c959f; stroke-dasharray: 4 4 }
.ours { fill: #ddf4ff; stroke: #0969da } .line { fill: none; stroke: #59636e } .arrow { fill: #59636e }
.paper { fill: #ffffff }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .small { fill: #9198a1 } .box { fill: #151b23; stroke: #9198a1 }
.frame { stroke: #656c76 } .ours { fill: #121d2f; stroke: #4493f8 } .line { stroke: #9198a1 } .arrow { fill: #9198a1 }
.paper { fill: #0d1117 }
}`;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A picture of a size. Its title is for readers who cannot see it. */
export function picture(width: number, height: number, title: string, parts: readonly string[]): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`;
  const arrowHead = `<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="arrow" d="M0 0L8 4L0 8z"/></marker></defs>`;
  const paper = `<rect class="paper" width="${width}" height="${height}"/>`;
  return `${[head, `<title>${escaped(title)}</title>`, `<style>${STYLE}</style>`, arrowHead, paper, ...parts].join('\n')}\n</svg>\n`;
}

export function text({ x, y }: Point, words: string, style = ''): string {
  return `<text x="${x}" y="${y}"${style && ` class="${style}"`}>${escaped(words)}</text>`;
}

/** A box around its center, with a line of text for each entry: the first one is its name. */
export function box(middle: Point, width: number, lines: readonly string[], style = 'box'): string {
  const height = 20 + lines.length * 18;
  const [x, y] = [middle.x - width / 2, middle.y - height / 2];
  const rect = `<rect class="${style}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`;
  const texts = lines.map((line, i) =>
    text({ x: middle.x, y: y + 24 + i * 18 }, line, i === 0 ? '' : 'small'),
  );
  return [rect, ...texts].join('\n');
}

export function frame(from: Point, to: Point, title: string): string {
  const rect = `<rect class="frame" x="${from.x}" y="${from.y}" width="${to.x - from.x}" height="${to.y - from.y}" rx="8"/>`;
  return `${rect}\n${text({ x: from.x + 12, y: from.y + 20 }, title, 'small left')}`;
}

export function arrow(from: Point, to: Point, words = ''): string {
  const line = `<path class="line" d="M${from.x} ${from.y}L${to.x} ${to.y}" marker-end="url(#end)"/>`;
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - 6 };
  return words === '' ? line : `${line}\n${text(middle, words, 'small')}`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
