/** The headings of pages, and their contents lists. */

export interface Heading {
  readonly level: number;
  readonly text: string;
  /** The id that GitHub generates for it: repeated headings get a number. */
  readonly anchor: string;
}

/** The headings of a page. The page must not have lines in code blocks that look like headings. */
export function headingsOf(markdown: string): Heading[] {
  const seen = new Map<string, number>();
  return [...markdown.matchAll(/^(#+) (.*)$/gm)].map(([, marks, text]) => {
    const id = text!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replace(/ /g, '-');
    const before = seen.get(id) ?? 0;
    seen.set(id, before + 1);
    return { level: marks!.length, text: text!, anchor: before === 0 ? id : `${id}-${before}` };
  });
}

/** The contents list of a reference: for each heading of the second level, links to the headings of the third level under it. */
export function contentsOf(markdown: string): string {
  const lists = new Map<string, Heading[]>();
  for (const heading of headingsOf(markdown)) {
    if (heading.level === 2) lists.set(heading.text, []);
    if (heading.level === 3) [...lists.values()].at(-1)?.push(heading);
  }
  return [...lists]
    .map(([title, headings]) => {
      const links = headings.map(({ text, anchor }) => `[${text}](#${anchor})`).sort();
      return `- ${title}: ${links.join(', ')}\n`;
    })
    .join('');
}
