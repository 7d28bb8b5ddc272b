import { byId, element } from './dom';
import { idOf } from './words';
import type { AppInstanceView } from '../update';

/** The form for writing a message and sending it as a chosen user or bot. */
export class SendBox {
  private readonly form = byId<HTMLFormElement>('send');
  private readonly channel = byId<HTMLSelectElement>('channel');
  private readonly bearer = byId<HTMLSelectElement>('bearer');
  private readonly content = byId<HTMLTextAreaElement>('content');
  private appInstances: readonly AppInstanceView[] = [];

  /**
   * @param onSent receives the id of each message that the service accepted
   * @param say shows a text to the user
   */
  public constructor(
    private readonly onSent: (messageId: string) => void,
    private readonly say: (text: string, kind: 'fine' | 'problem') => void,
  ) {
    this.channel.addEventListener('change', () => this.offerBearers());
    this.content.addEventListener('keydown', (event) => {
      // In some languages, Enter also completes the input of a word: that sends nothing.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
  }

  public focus(): void {
    this.content.focus();
  }

  /** Offers the current channels and users, and keeps the choices. */
  public offer(appInstances: readonly AppInstanceView[]): void {
    this.appInstances = appInstances;
    const groups = appInstances.map(({ name, channels }) =>
      element(
        'optgroup',
        { label: name },
        ...channels.map((channel) => element('option', { value: channel.channelArn }, channel.name)),
      ),
    );
    fill(this.channel, groups);
    this.offerBearers();
  }

  /** Members first; others can try as well, to see the service's response. */
  private offerBearers(): void {
    const appInstance = this.appInstances.find(({ channels }) =>
      channels.some(({ channelArn }) => channelArn === this.channel.value),
    );
    const members = appInstance?.channels.find(
      ({ channelArn }) => channelArn === this.channel.value,
    )?.members;
    const others = appInstance?.participants.filter(({ arn }) => !members?.includes(arn));
    const names = new Map(appInstance?.participants.map(({ arn, name }) => [arn, name]));
    const group = (label: string, arns: readonly string[] = []): HTMLElement =>
      element(
        'optgroup',
        { label },
        ...arns.map((arn) => element('option', { value: arn }, names.get(arn) ?? idOf(arn))),
      );
    fill(this.bearer, [
      group('Members', members),
      group(
        'Not members',
        others?.map(({ arn }) => arn),
      ),
    ]);
  }

  private async send(): Promise<void> {
    const text = this.content.value;
    this.content.value = '';
    const refusal = await this.post(text);
    if (refusal === undefined) return;
    this.say(`Not sent: ${refusal}`, 'problem');
    if (this.content.value === '') this.content.value = text;
  }

  /** @returns why the message was not sent, if it was not */
  private async post(Content: string): Promise<string | undefined> {
    const message = { ChannelArn: this.channel.value, ChimeBearer: this.bearer.value, Content };
    try {
      const answer = await fetch('messages', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
      });
      const body = (await answer.json()) as { readonly message: string; readonly MessageId: string };
      if (!answer.ok) return body.message;
      this.onSent(body.MessageId);
      return undefined;
    } catch {
      return 'the emulator cannot be reached.';
    }
  }
}

/** Replaces the options of a select, and keeps its choice if that still exists. */
function fill(select: HTMLSelectElement, groups: readonly HTMLElement[]): void {
  const { value } = select;
  select.replaceChildren(...groups.filter((group) => group.childElementCount > 0));
  if ([...select.options].some((option) => option.value === value)) select.value = value;
}
