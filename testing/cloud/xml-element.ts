/** An XML element with text. */
export function element(name: string, value: string | number | boolean): string {
  const text = String(value).replace(/[<>&"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<${name}>${text}</${name}>`;
}
