/** Attacks of websites on the inspector, which runs on this machine and asks for no password. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { Visit } from './visit';
import type { Checklist } from '../harness/checklist';

/** A name that an attacker owns and that points to this machine: Chromium starts with this rule. */
const FOREIGN = 'website.example';
export const RESOLVER_RULES = `MAP ${FOREIGN} 127.0.0.1`;

/** A request from a page, as passed to `fetch`. */
interface Sent {
  readonly url: string;
  readonly mode: 'cors' | 'no-cors';
  /** A foreign page can send `text/plain` without a preflight. */
  readonly contentType: 'application/json' | 'text/plain';
}

export async function checkForeignPage(list: Checklist, visit: Visit): Promise<void> {
  list.step('a website of somebody else');
  const { browser, chat } = visit;
  const { url } = chat.inspector;
  const messages = `${url}messages`;
  const server = createServer((_, response) => void response.setHeader('content-type', 'text/html').end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const website = await browser.newPage();
  await website.goto(`http://${FOREIGN}:${(server.address() as AddressInfo).port}/`);

  // Otherwise, a request that is itself invalid would pass this test.
  await list.check("the inspector's own page sends the same", async () => {
    const before = countOf(visit);
    const own: Sent = { url: messages, mode: 'cors', contentType: 'application/json' };
    assert.deepEqual(await statusesOf(visit.page, own, bodyFor(visit)), ['POST 201']);
    assert.equal(countOf(visit), before + 1);
  });
  for (const [name, mode, contentType, method] of [
    ['JSON: its preflight is refused', 'cors', 'application/json', 'OPTIONS'],
    ['text that it may not read the response to', 'no-cors', 'text/plain', 'POST'],
    ['text that it would read the response to', 'cors', 'text/plain', 'POST'],
  ] as const) {
    await list.check(`it does not send ${name}`, async () => {
      const before = countOf(visit);
      const statuses = await statusesOf(website, { url: messages, mode, contentType }, bodyFor(visit));
      assert.deepEqual(statuses, [`${method} 403`]);
      assert.equal(countOf(visit), before);
    });
  }
  await list.check('it reads nothing', async () => {
    const script: Sent = { url: `${url}page.js`, mode: 'cors', contentType: 'text/plain' };
    assert.deepEqual(await statusesOf(website, script), ['GET 403']);
    const read = website.evaluate((from) => fetch(from).then((answer) => answer.text()), script.url);
    await assert.rejects(read, /Failed to fetch/);
  });
  await list.check('it does not show the page in a frame', async () => {
    const refused = website.waitForEvent('console', {
      predicate: (message) => message.type() === 'error' && message.text().includes('frame-ancestors'),
    });
    await website.setContent(`<iframe src="${url}"></iframe>`);
    await refused;
    assert.equal(await website.frameLocator('iframe').getByRole('heading').count(), 0);
  });
  await website.close();
  server.closeAllConnections();
  server.close();

  await checkRebinding(list, visit);
}

/** To the browser, a page whose name suddenly points to the inspector is the inspector's own. */
async function checkRebinding(list: Checklist, visit: Visit): Promise<void> {
  const origin = `http://${FOREIGN}:${new URL(visit.chat.inspector.url).port}`;
  const website = await visit.browser.newPage();
  // A page from before its name pointed here.
  await website.route(`${origin}/before`, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await website.goto(`${origin}/before`);
  await website.unrouteAll();

  await list.check('it sends nothing when its name leads to the inspector', async () => {
    const before = countOf(visit);
    const own: Sent = { url: `${origin}/messages`, mode: 'cors', contentType: 'application/json' };
    assert.deepEqual(await statusesOf(website, own, bodyFor(visit)), ['POST 403']);
    assert.equal(countOf(visit), before);
  });
  await list.check('it reads nothing when its name leads to the inspector', async () => {
    const script: Sent = { url: `${origin}/page.js`, mode: 'cors', contentType: 'text/plain' };
    assert.deepEqual(await statusesOf(website, script), ['GET 403']);
    assert.equal((await website.goto(`${origin}/`))!.status(), 403);
  });
  await website.close();
}

/** The requests that reach the server when a page sends one, including a preflight, with the status codes. */
async function statusesOf(page: Page, { url, mode, contentType }: Sent, body?: string): Promise<string[]> {
  const network = await page.context().newCDPSession(page);
  const methods = new Map<string, string>();
  const statuses = new Map<string, number>();
  network.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (request.url === url) methods.set(requestId, request.method);
  });
  // Unlike the response itself, this event also comes if the page may not read the response.
  network.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
    statuses.set(requestId, statusCode);
  });
  await network.send('Network.enable');
  await page.evaluate(
    ([to, how, type, text]) =>
      fetch(to!, {
        mode: how as Sent['mode'],
        ...(text !== undefined && { method: 'POST', headers: { 'content-type': type! }, body: text }),
      }).then(
        () => undefined,
        () => undefined,
      ),
    [url, mode, contentType, body],
  );
  const answered = (): string[] =>
    [...statuses]
      .filter(([requestId]) => methods.has(requestId))
      .map(([requestId, status]) => `${methods.get(requestId)} ${status}`);
  // The page may get the response before the protocol reports it.
  for (let wait = 0; answered().length === 0 && wait < 100; wait++) await page.waitForTimeout(50);
  await network.detach();
  return answered();
}

function bodyFor({ chat }: Visit): string {
  const [trace] = chat.emulator.messageTraces;
  return JSON.stringify({ ChannelArn: trace!.channelArn, ChimeBearer: trace!.senderArn, Content: 'x' });
}

function countOf({ chat }: Visit): number {
  return chat.emulator.messageTraces.length;
}
