export interface Shortcuts {
  readonly write: () => void;
  /** Moves this many messages down. */
  readonly move: (rows: number) => void;
  readonly close: () => void;
  /** Leaves the text field for the messages. */
  readonly leave: () => void;
}

/** Handles keys wherever the focus is; in a text field, only those that type nothing. */
export function listenForShortcuts({ write, move, close, leave }: Shortcuts): void {
  const actions = new Map<string, () => void>([
    ['/', write],
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['ArrowDown', () => move(1)],
    ['ArrowUp', () => move(-1)],
    ['Home', () => move(-Infinity)],
    ['End', () => move(Infinity)],
  ]);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as Element;
    if (event.key === 'Escape') return target.closest('form') ? leave() : close();
    const action = actions.get(event.key);
    if (!action || isTyping(target, event.key)) return;
    event.preventDefault();
    action();
  });
}

/** In a list of choices, letters and arrow keys choose. */
function isTyping(target: Element, key: string): boolean {
  return target.matches(key === '/' ? 'textarea' : 'textarea, select');
}
