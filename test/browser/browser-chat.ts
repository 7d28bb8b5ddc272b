/** The example `browser-chat`, with the commands of its README: two people chat in two pages, through a flow. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { assertAccessible, assertFitsNarrow } from './accessibility';
import { servePage } from '../../examples/browser-chat/page-server';
import { picturePath, recordDigest } from '../../projenrc/pictures/screenshots';
import type { Checklist } from '../harness/checklist';

const ROOT = join(__dirname, '..', '..');

export interface BrowserChatOptions {
  /** Whether to retake the picture in the README. */
  readonly takePicture: boolean;
}

export async function checkBrowserChat(
  list: Checklist,
  browser: Browser,
  { takePicture }: BrowserChatOptions,
): Promise<void> {
  list.step('the example browser-chat');
  const server = await servePage(0);
  const emulator = startEmulator(server.origin);
  // Its README says how users make their browsers accept the certificate.
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    viewport: { width: 480, height: 540 },
  });
  try {
    const endpoint = await endpointOf(emulator);
    const open = (user: string): Promise<Page> =>
      openChat(context, `${server.origin}/?user=${user}&endpoint=${endpoint}`);
    const [alice, bob] = [await open('alice'), await open('bob')];
    await checkChat(list, alice, bob);
    if (takePicture) await takePictureOf(alice);
    await checkLateReader(list, await open('bob'));
    await list.check('axe finds nothing on the page, and it fits 400 pixels', async () => {
      await assertAccessible(alice);
      await assertFitsNarrow(alice);
    });
    await list.check('nor on the page that asks who chats', async () => {
      const page = await context.newPage();
      await page.goto(server.origin);
      await page.getByRole('link', { name: 'Alice' }).waitFor();
      await assertAccessible(page);
    });
  } finally {
    await context.close();
    await server.close();
    emulator.kill();
  }
}

/** For the README. */
async function takePictureOf(page: Page): Promise<void> {
  await page.screenshot({ path: picturePath('browser-chat.png') });
  recordDigest('browserChat');
}

async function checkChat(list: Checklist, alice: Page, bob: Page): Promise<void> {
  await list.check('both are connected to the channel', async () => {
    for (const page of [alice, bob]) {
      await page.getByRole('heading', { name: 'Lobby' }).waitFor();
      await page
        .getByRole('status')
        .filter({ hasText: /: connected/ })
        .waitFor();
    }
  });
  await list.check('each reads what the other writes', async () => {
    await write(bob, 'Hi Alice, is the stream up again?');
    await message(alice, 'Hi Alice, is the stream up again?').waitFor();
    await write(alice, 'It is, have a look.');
    await message(bob, 'It is, have a look.').waitFor();
  });
  await list.check('a word is masked by the processor, for both', async () => {
    await write(bob, 'That was a damn long break!');
    for (const page of [alice, bob]) await message(page, 'That was a **** long break!').waitFor();
  });
  await list.check('a link is denied: its sender is told, and nobody else reads it', async () => {
    await write(alice, 'Watch it on https://stream.example');
    await message(alice, 'denied by moderation').filter({ hasText: 'https://stream.example' }).waitFor();
    await write(alice, 'Sorry, no links here.');
    await message(bob, 'Sorry, no links here.').waitFor();
    assert.equal(await message(bob, 'stream.example').count(), 0);
  });
  await list.check('content that looks like HTML is text', async () => {
    await write(bob, '<b>Thanks!</b>');
    await message(alice, '<b>Thanks!</b>').waitFor();
  });
}

async function checkLateReader(list: Checklist, bob: Page): Promise<void> {
  await list.check('who comes later reads the earlier messages, in order', async () => {
    await message(bob, '<b>Thanks!</b>').waitFor();
    assert.deepEqual(await bob.locator('#messages .content').allTextContents(), [
      'Hi Alice, is the stream up again?',
      'It is, have a look.',
      'That was a **** long break!',
      'Sorry, no links here.',
      '<b>Thanks!</b>',
    ]);
  });
}

async function openChat(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** With the keyboard, like a user. */
async function write(page: Page, content: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).focus();
  await page.keyboard.type(content);
  await page.keyboard.press('Enter');
}

function message(page: Page, text: string): Locator {
  return page.getByRole('log').getByRole('listitem').filter({ hasText: text });
}

function startEmulator(origin: string): ChildProcess {
  const options = ['--tls', '--allow-origin', origin, '--log-level', 'warn'];
  const seed = ['--seed', 'examples/browser-chat/seed.json'];
  const processor = ['--function', 'moderate=examples/browser-chat/moderator.mjs'];
  const command = [join('testing', 'lib', 'cli.js'), ...options, ...seed, ...processor];
  return spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function endpointOf(emulator: ChildProcess): Promise<string> {
  for await (const line of createInterface(emulator.stdout!)) {
    const [, endpoint] = /is ready at (\S+)/.exec(line) ?? [];
    if (endpoint !== undefined) return endpoint;
  }
  throw new Error('the emulator did not start');
}
