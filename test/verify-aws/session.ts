/**
 * A WebSocket session, through which a user follows channels: how it is opened, which events it receives, and how it
 * ends.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChimeSDKMessaging } from '@aws-sdk/client-chime-sdk-messaging';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import { WebSocket } from 'ws';
import { until } from './until';

/** How long to wait for something that may never happen, in milliseconds. */
const LONGEST_WAIT = 5000;

export class Session {
  /** Connects like the official client, which is not used because it reconnects after some close codes. */
  public static async connect(
    messaging: ChimeSDKMessaging,
    isSecure: boolean,
    userArn: string,
    sessionId: string = randomUUID(),
  ): Promise<Session> {
    const url = await signedUrl(messaging, isSecure ? 'wss:' : 'ws:', { userArn, sessionId });
    return new Session(new WebSocket(url));
  }

  /** The types of the received events. */
  public readonly heard: string[] = [];
  /** The code with which the service closed the session, if it did. */
  public closeCode: number | undefined;
  private problem: Error | undefined;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.heard.push(typeOf(data.toString())));
    socket.on('close', (code) => (this.closeCode = code));
    socket.on('error', (error) => (this.problem = error));
  }

  public async established(): Promise<void> {
    await until('the session is established', async () => {
      if (this.problem) throw this.problem;
      if (this.closeCode !== undefined) throw new Error(`the session was closed with ${this.closeCode}`);
      return this.heard.includes('SESSION_ESTABLISHED');
    });
  }

  /** Waits a while for a condition. @returns whether it became true */
  public async sees(isSo: (session: this) => boolean): Promise<boolean> {
    const end = Date.now() + LONGEST_WAIT;
    while (!isSo(this) && Date.now() < end) await sleep(50);
    return isSo(this);
  }

  public close(): void {
    this.socket.terminate();
  }
}

async function signedUrl(
  messaging: ChimeSDKMessaging,
  protocol: string,
  query: Record<string, string>,
): Promise<string> {
  const { Endpoint } = await messaging.getMessagingSessionEndpoint({});
  const host = Endpoint!.Url!;
  const signer = new SignatureV4({
    service: 'chime',
    region: await messaging.config.region(),
    credentials: await messaging.config.credentials(),
    sha256: Hash.bind(null, 'sha256'),
  });
  const request = { method: 'GET', protocol, hostname: host, path: '/connect', headers: { host }, query };
  const signed = await signer.presign(request, { expiresIn: 10 });
  return `${protocol}//${host}/connect?${new URLSearchParams(signed.query as Record<string, string>).toString()}`;
}

function typeOf(frame: string): string {
  const { Headers } = JSON.parse(frame) as { Headers: Record<string, string> };
  return Headers['x-amz-chime-event-type']!;
}
