/** Serves the page until Ctrl+C. */
import { servePage } from './page-server';

void servePage(8080).then(({ origin }) => console.log(`the chat is at ${origin}`));
