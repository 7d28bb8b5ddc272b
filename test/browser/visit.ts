import type { Browser, Locator, Page } from 'playwright-core';
import type { ModeratedChat } from './moderated-chat';

/** The timeout for updates of the page, in milliseconds: far longer than they take. */
const PATIENCE = 30_000;

/** A user who has the inspector open. */
export class Visit {
  public static async begin(browser: Browser, chat: ModeratedChat): Promise<Visit> {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const visit = new Visit(browser, page, chat);
    await page.goto(chat.inspector.url);
    return visit;
  }

  /** Errors on the console, including violations of the Content-Security-Policy. */
  public readonly problems: string[] = [];

  private constructor(
    public readonly browser: Browser,
    public readonly page: Page,
    public readonly chat: ModeratedChat,
  ) {
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.problems.push(message.text());
    });
  }

  /** The rows of messages, the newest first. */
  public get rows(): Locator {
    return this.page.getByRole('table', { name: 'Messages' }).locator('tbody tr');
  }

  public get channel(): Locator {
    return this.page.getByRole('combobox', { name: 'Channel' });
  }

  public get bearer(): Locator {
    return this.page.getByRole('combobox', { name: 'As' });
  }

  public get content(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  public get details(): Locator {
    return this.page.getByRole('complementary', { name: 'Message details' });
  }

  /** Presses keys, one after the other. */
  public async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Writes a message and sends it, using only the keyboard, wherever the focus is. */
  public async write(content: string): Promise<void> {
    const isWriting = await this.page.evaluate("document.activeElement.matches('textarea')");
    if (!isWriting) await this.press('/');
    await this.page.keyboard.type(content);
    await this.press('Enter');
  }

  /** Waits until the status region shows a text. */
  public async told(text: string | RegExp): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: text }).waitFor();
  }

  /** Waits for a row that has the expected text in each of these cells. */
  public async shown(cells: Readonly<Record<string, string>>): Promise<Locator> {
    const headers = await this.page.locator('#messages thead th').allTextContents();
    let row = this.rows;
    for (const [header, text] of Object.entries(cells)) {
      const place = headers.indexOf(header) + 1;
      row = row.filter({ has: this.page.locator(`td:nth-child(${place})`, { hasText: text }) });
    }
    await row.first().waitFor();
    return row.first();
  }
}
