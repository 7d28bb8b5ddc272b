/** The official messaging client in a page, over TLS and from an explicitly allowed origin. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { Checklist } from '../harness/checklist';
import { ChimeMessagingEmulator } from 'cdk-chime-sdk-messaging/testing';

const CHAT = 'arn:aws:chime:us-east-1:111122223333:app-instance/chat';
const CHANNEL = `${CHAT}/channel/lobby`;
const MODERATE = 'arn:aws:lambda:us-east-1:111122223333:function:moderate';
const SEED = {
  appInstances: [
    {
      id: 'chat',
      users: [{ id: 'alice' }, { id: 'bob' }],
      channelFlows: [{ id: 'moderation', processors: [{ function: 'moderate' }] }],
      channels: [{ id: 'lobby', createdBy: 'alice', members: ['bob'], channelFlow: 'moderation' }],
    },
  ],
};

export async function checkMessagingClient(list: Checklist, browser: Browser): Promise<void> {
  list.step('the official messaging client, in a page');
  const website = await serve(scriptOf('messaging-client-page.ts'));
  const emulator = await ChimeMessagingEmulator.start({ tls: true, allowedOrigins: [originOf(website)] });
  emulator.seed(SEED);
  moderate(emulator);
  // Users decide whether their browser trusts a certificate; a Node.js test checks that the certificate is correct.
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  try {
    const page = await context.newPage();
    await page.goto(`${originOf(website)}/`);
    await checkSession(list, page, emulator);
    await checkUnnamedOrigin(list, await context.newPage(), emulator, website);
  } finally {
    await context.close();
    await emulator.close();
    website.closeAllConnections();
    website.close();
  }
}

async function checkSession(list: Checklist, page: Page, emulator: ChimeMessagingEmulator): Promise<void> {
  const start = (): Promise<string> => call(page, 'start', emulator.endpoint, `${CHAT}/user/bob`);
  await list.check('it stops when it is refused', async () => {
    const rule = emulator.sessions.refuse();
    assert.equal(await start(), '4401');
    rule.remove();
  });
  await list.check('it signs in, and gets the history', async () => {
    await settled(emulator, 'oh darn');
    assert.equal(await start(), 'started');
    await told(page, 'CHANNEL_DETAILS oh ****');
  });
  await list.check('it follows messages, edits and moderation', async () => {
    const messageId = await call(page, 'send', CHANNEL, 'hello');
    await told(page, 'CREATE_CHANNEL_MESSAGE hello');
    await call(page, 'edit', CHANNEL, messageId, 'hello darn');
    await told(page, 'UPDATE_CHANNEL_MESSAGE hello ****');
    await call(page, 'send', CHANNEL, 'awful');
    await told(page, 'DENIED_CREATE_CHANNEL_MESSAGE awful');
  });
  await list.check('it connects again after a drop', async () => {
    emulator.sessions.drop();
    await until(page, () => emulator.sessions.open.length === 1);
    await settled(emulator, 'back again');
    await told(page, 'CREATE_CHANNEL_MESSAGE back again');
  });
}

async function checkUnnamedOrigin(
  list: Checklist,
  page: Page,
  emulator: ChimeMessagingEmulator,
  website: Server,
): Promise<void> {
  // The same server under a different name is a different origin.
  await page.goto(originOf(website).replace('127.0.0.1', 'localhost'));
  await list.check('a page of another origin gets no session and no response', async () => {
    const before = emulator.sessions.open.length;
    const opened = await page.evaluate(
      `new Promise((resolve) => {
        const socket = new WebSocket(${JSON.stringify(sessionUrl(emulator))});
        socket.onopen = () => resolve(true);
        socket.onerror = () => resolve(false);
      })`,
    );
    assert.equal(opened, false);
    const read = page.evaluate((url) => fetch(url).then((response) => response.status), emulator.endpoint);
    await assert.rejects(read, /Failed to fetch/);
    assert.equal(emulator.sessions.open.length, before);
  });
}

function sessionUrl({ endpoint }: ChimeMessagingEmulator): string {
  const query = new URLSearchParams({ userArn: `${CHAT}/user/alice`, sessionId: 'foreign' }).toString();
  return `${endpoint.replace('https', 'wss')}/connect?${query}`;
}

function moderate(emulator: ChimeMessagingEmulator): void {
  emulator.useProcessorFunction(MODERATE, async ({ CallbackId, ChannelMessage }) => {
    const { ChannelArn, MessageId, Content } = ChannelMessage;
    await emulator.call('ChannelFlowCallback', {
      CallbackId,
      ChannelArn,
      ChannelMessage: { MessageId, Content: Content.replace('darn', '****') },
      DeleteResource: Content.includes('awful'),
    });
  });
}

/** Sends a message from Alice, and waits until it was moderated. */
async function settled(emulator: ChimeMessagingEmulator, Content: string): Promise<void> {
  const { MessageId } = await emulator.call('SendChannelMessage', {
    ChannelArn: CHANNEL,
    ChimeBearer: `${CHAT}/user/alice`,
    Content,
    Type: 'STANDARD',
    Persistence: 'PERSISTENT',
  });
  await emulator.settled(MessageId);
}

function call(page: Page, method: 'start' | 'send' | 'edit', ...args: string[]): Promise<string> {
  return page.evaluate(`chat.${method}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`);
}

async function told(page: Page, line: string): Promise<void> {
  await page.waitForFunction(`chat.received.includes(${JSON.stringify(line)})`);
}

async function until(page: Page, condition: () => boolean): Promise<void> {
  for (let wait = 0; !condition() && wait < 600; wait++) await page.waitForTimeout(50);
}

/** A page's script, bundled as for a website. */
function scriptOf(file: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, file)],
    bundle: true,
    write: false,
    platform: 'browser',
    mainFields: ['browser', 'module', 'main'], // the parts of the AWS SDK for browsers
    format: 'iife',
    define: { global: 'globalThis' },
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
}

async function serve(script: string): Promise<Server> {
  const server = createServer(({ url }, response) => {
    const [type, body] =
      url === '/script.js'
        ? ['text/javascript', script]
        : ['text/html', '<!doctype html><script src="/script.js"></script>'];
    response.setHeader('content-type', `${type}; charset=utf-8`).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
