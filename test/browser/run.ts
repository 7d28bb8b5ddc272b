/** Uses the emulator's inspector in a headless Chromium, with the keyboard. */
import assert from 'node:assert/strict';
import { chromium, type Page } from 'playwright-core';
import { checkBrowserChat } from './browser-chat';
import { findChromium } from './chromium';
import { checkForeignPage, RESOLVER_RULES } from './foreign-page';
import { checkAccessibility, checkSessions } from './inspector-views';
import { checkMessagingClient } from './messaging-client';
import { ModeratedChat } from './moderated-chat';
import { Visit } from './visit';
import { picturePath, recordDigest } from '../../projenrc/pictures/screenshots';
import { SHOWN } from '../../testing/inspector/update';
import { runChecklist, type Checklist } from '../harness/checklist';

const MANY = 10_000;

void runChecklist(async (list) => {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    return list.skip('the inspector in a browser', 'there is no Chromium (apt-get install chromium)');
  }
  // Chromium's sandbox does not run as root, and the page is our own. The protection of newer browsers against websites
  // that access this machine is off: the inspector must refuse them itself.
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--no-proxy-server',
      '--disable-features=LocalNetworkAccessChecks',
      `--host-resolver-rules=${RESOLVER_RULES}`,
    ],
  });
  list.note(`Chromium ${browser.version()}`);
  const takePicture = process.argv.includes('--take-picture');
  const chat = await ModeratedChat.start();
  try {
    const visit = await list.require('the page opens', () => Visit.begin(browser, chat));
    await checkOverview(list, visit);
    await checkSending(list, visit);
    if (takePicture) await takePictures(visit.page);
    await checkRefusal(list, visit);
    await checkKeyboard(list, visit);
    await checkContent(list, visit);
    await checkSessions(list, visit);
    await checkAccessibility(list, visit);
    await checkManyMessages(list, visit);
    await checkForeignPage(list, visit);
    await checkMessagingClient(list, browser);
    await checkBrowserChat(list, browser, { takePicture });
    await checkProblems(list, visit);
    await checkEnd(list, visit);
  } finally {
    await chat.emulator.close();
    await browser.close();
  }
});

async function checkOverview(list: Checklist, { page }: Visit): Promise<void> {
  list.step('what there is');
  const inventory = page.getByRole('navigation', { name: 'Channels and flows' });
  await list.check('channels are there, with members and flow', async () => {
    await inventory
      .getByRole('row')
      .filter({ hasText: /Lobby.*1 member.*Moderation/ })
      .waitFor();
    await inventory
      .getByRole('row')
      .filter({ hasText: /Off topic.*1 member.*none/ })
      .waitFor();
  });
  await list.check('flows are there, with their processors', () =>
    inventory.getByRole('listitem').filter({ hasText: 'Profanity fallback ABORT' }).first().waitFor(),
  );
  await list.check('it is light or dark, as the user has it', async () => {
    const grounds: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      grounds.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
    }
    assert.notEqual(grounds[0], grounds[1]);
  });
}

/** For the README. A test compares a digest to tell whether they are up to date. */
async function takePictures(page: Page): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 1000, height: 560 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: picturePath(`inspector-${colorScheme}.png`) });
  }
  if (size) await page.setViewportSize(size);
  recordDigest('inspector');
}

async function checkSending(list: Checklist, visit: Visit): Promise<void> {
  list.step('sending, with the keyboard only');
  await list.check('a message that a processor changes is shown with its path, live', async () => {
    await visit.write('oh darn');
    const row = await visit.shown({ Content: 'oh ****', Channel: 'Lobby', Sender: 'Alice', Status: 'SENT' });
    assert.match(await row.innerText(), /Profanity\s+updated\s+\d+ ms/);
    await visit.told(/Message \d+ is SENT, after 1 processor/);
  });
  await list.check('a message that a processor denies is', async () => {
    await visit.write('spam');
    await visit.shown({ Content: 'spam', Status: 'DENIED', Path: 'Profanity denied' });
    await visit.told(/is DENIED, by Profanity/);
  });
  await list.check('a message that waits for its processor is, and then goes on', async () => {
    await visit.write('wait for it');
    await visit.shown({ Content: 'wait for it', Status: 'PENDING', Path: 'Profanity no response yet' });
    await visit.told(/is PENDING: no response yet from Profanity/);
    await visit.chat.release();
    await visit.shown({ Content: 'wait for it', Status: 'SENT', Path: 'Profanity unchanged' });
    await visit.told(/is SENT/);
  });
}

async function checkRefusal(list: Checklist, visit: Visit): Promise<void> {
  await list.check('what the service refuses is reported in plain words, and the text kept', async () => {
    await visit.bearer.selectOption('Eve');
    await visit.channel.focus();
    await visit.press('Tab', 'Tab');
    await visit.page.keyboard.type('let me in');
    await visit.press('Enter');
    await visit.told('Not sent: Only members of a channel can send messages to it.');
    assert.equal(await visit.content.inputValue(), 'let me in');
  });
}

async function checkKeyboard(list: Checklist, visit: Visit): Promise<void> {
  const { details } = visit;
  list.step('going through messages, with the keyboard only');
  await list.check('the Tab key leads from the send box to the newest message', async () => {
    await visit.content.focus();
    await visit.press('Tab', 'Tab');
    assert.equal(await focusedMessage(visit), 0);
  });
  await list.check('Escape leads there as well, and keeps what was written', async () => {
    const written = await visit.content.inputValue();
    await visit.content.focus();
    await visit.press('Escape');
    assert.equal(await focusedMessage(visit), 0);
    await visit.press('j', 'k', 'Escape');
    assert.equal(await visit.content.inputValue(), written);
  });
  await list.check('j, k and the arrow keys move, and show details', async () => {
    const places: number[] = [];
    for (const key of ['ArrowDown', 'j', 'j', 'k', 'ArrowUp', 'End', 'Home']) {
      await visit.press(key);
      places.push(await focusedMessage(visit));
    }
    assert.deepEqual(places, [1, 2, 2, 1, 0, 2, 0]);
    await visit.press('End');
    const text = await details.innerText();
    for (const part of ['Message 1', 'oh darn', 'oh ****', 'Profanity updated in']) {
      assert.ok(text.includes(part), `${part} is not in: ${text}`);
    }
  });
  await list.check('the row with the details is the current one', async () => {
    assert.equal(await visit.rows.nth(2).getAttribute('aria-current'), 'true');
  });
  await list.check('Escape closes the details, and one goes on from there', async () => {
    await visit.press('Escape');
    await details.waitFor({ state: 'hidden' });
    await visit.press('k');
    assert.equal(await focusedMessage(visit), 1);
  });
}

async function checkContent(list: Checklist, visit: Visit): Promise<void> {
  list.step('content that looks like HTML');
  await list.check('it is text, in the table and in the details', async () => {
    const content = '<img src=x onerror="document.title=1"><script>document.title = 1</script>';
    await visit.chat.send(1, content);
    const row = await visit.shown({ Content: content, Path: 'no processor' });
    await row.click();
    await visit.details.getByText(content).waitFor();
    assert.equal(await visit.page.locator('img, body script').count(), 0);
    assert.equal(await visit.page.title(), 'Chime messaging inspector');
  });
}

async function checkManyMessages(list: Checklist, visit: Visit): Promise<void> {
  list.step(`${MANY} messages`);
  const sentBefore = visit.chat.emulator.messageTraces.length;
  await list.check('the latest are shown, all are counted', async () => {
    await visit.chat.send(MANY, 'one of many');
    const total = new Intl.NumberFormat('en').format(sentBefore + MANY);
    await visit.page.getByText(`the latest ${SHOWN} of ${total}`).waitFor();
    assert.equal(await visit.rows.count(), SHOWN);
  });
  await list.check('the page responds, and sends', async () => {
    await visit.bearer.selectOption('Alice');
    await visit.content.fill('');
    await visit.write('still darn there');
    await visit.shown({ Content: 'still **** there', Status: 'SENT' });
    assert.equal(await visit.rows.count(), SHOWN);
  });
}

async function checkProblems(list: Checklist, { problems }: Visit): Promise<void> {
  list.step('the console');
  await list.check('it has nothing but the response to what the service refused', () => {
    const others = problems.filter((text) => !/the server responded with a status of 403/.test(text));
    assert.deepEqual(others, []);
  });
}

async function checkEnd(list: Checklist, { page, chat }: Visit): Promise<void> {
  list.step('the end');
  await list.check('the page says when the emulator is gone', async () => {
    await chat.emulator.close();
    await page.getByText('not connected').waitFor();
  });
}

/** The position of the focused message, counted from the newest; -1 if none is focused. */
function focusedMessage({ page }: Visit): Promise<number> {
  return page.evaluate(
    "[...document.querySelectorAll('#messages tbody tr')].findIndex((row) => row.contains(document.activeElement))",
  );
}
