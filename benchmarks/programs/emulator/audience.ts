/** The clients that receive a message by WebSocket, from any server. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

export const LISTENERS = 1000;

export class Audience {
  /** Connects every listener, and waits for the greeting of each. */
  public static async join(urlOf: (listener: number) => string): Promise<Audience> {
    const audience = new Audience();
    for (let listener = 0; listener < LISTENERS; listener++) await audience.connect(urlOf(listener));
    return audience;
  }

  private readonly sockets: WebSocket[] = [];
  private heard = 0;
  private expected = 0;
  private whenHeard = (): void => undefined;

  /** Resolves once everybody has received one more message. */
  public async oneMore(): Promise<void> {
    this.expected += LISTENERS;
    if (this.heard < this.expected) await new Promise<void>((resolve) => (this.whenHeard = resolve));
  }

  public leave(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  private async connect(url: string): Promise<void> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await once(socket, 'message');
    socket.on('message', () => {
      if (++this.heard === this.expected) this.whenHeard();
    });
    this.sockets.push(socket);
  }
}
