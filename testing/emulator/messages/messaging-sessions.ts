import type { SessionEvent } from './session-event';
import { CLOSE_CODE, type WebSocketConnection } from '../../http';

/** The WebSocket sessions over which users follow their channels. */
export class MessagingSessions {
  private readonly connections = new Map<string, Set<WebSocketConnection>>();

  /** Begins a session of a user: from here on, it hears of everything that the user is shown. */
  public establish(userArn: string, connection: WebSocketConnection): void {
    const ofUser = this.connections.get(userArn) ?? new Set();
    this.connections.set(userArn, ofUser.add(connection));
    connection.onClose(() => {
      ofUser.delete(connection);
      if (ofUser.size === 0 && this.connections.get(userArn) === ofUser) this.connections.delete(userArn);
    });
    connection.send(JSON.stringify({ Headers: headers('SESSION_ESTABLISHED', 'SYSTEM') }));
  }

  /** Tells the sessions of some users of an event, which is only put together if there are any. */
  public tell(userArns: readonly string[], event: () => SessionEvent): void {
    if (this.connections.size === 0) return;
    const listening = userArns.flatMap((arn) => [...(this.connections.get(arn) ?? [])]);
    if (listening.length === 0) return;
    const { type, messageType, payload } = event();
    const text = JSON.stringify({ Headers: headers(type, messageType), Payload: JSON.stringify(payload) });
    for (const connection of listening) connection.send(text);
  }

  public close(): void {
    for (const connection of [...this.connections.values()].flatMap((ofUser) => [...ofUser])) {
      connection.close(CLOSE_CODE.goingAway, 'the emulator was closed');
    }
  }
}

function headers(eventType: string, messageType: string): Record<string, string> {
  return { 'x-amz-chime-event-type': eventType, 'x-amz-chime-message-type': messageType };
}
