import { isIP } from 'node:net';

const ZONES = ['a', 'b', 'c'];

/** The Availability Zones of a Region: three, as in most Regions. */
export function availabilityZones(region: string): string[] {
  return ZONES.map((zone) => region + zone);
}

/**
 * Divides a block of addresses into smaller ones, and returns the first of them.
 *
 * @param hostBits the number of free bits in each, which is the inverse of its mask; @default - 8, or 64 for IPv6
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(block: string, count: number, hostBits?: number): string[] {
  const [address = '', mask = ''] = block.split('/');
  const isLong = address.includes(':');
  const width = isLong ? 128 : 32;
  const bits = hostBits ?? (isLong ? 64 : 8);
  const room = width - Number(mask) - bits;
  const isBlock = isIP(address) !== 0 && mask !== '';
  const isValid = isBlock && Number.isInteger(count) && count >= 1 && count <= 256 && bits >= 1 && room >= 0;
  if (!isValid || count > 2 ** room) {
    throw new Error(`Fn::Cidr cannot divide '${block}' into ${count} blocks of ${bits} bits`);
  }
  const first = isLong ? parseLong(address) : parseShort(address);
  return Array.from({ length: count }, (_, index) => {
    const start = first + BigInt(index) * 2n ** BigInt(bits);
    return `${isLong ? formatLong(start) : formatShort(start)}/${width - bits}`;
  });
}

function parseShort(address: string): bigint {
  return address.split('.').reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function formatShort(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value / 2n ** shift) % 256n).join('.');
}

function parseLong(address: string): bigint {
  const [head = '', tail] = address.split('::');
  const groups = (text = '') => (text === '' ? [] : text.split(':'));
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(Math.max(missing, 0)).fill('0'), ...groups(tail)];
  return all.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n);
}

function formatLong(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => (value / 2n ** BigInt(112 - 16 * index)) % 65536n);
  return groups
    .map((group) => group.toString(16))
    .join(':')
    .replace(/(^|:)0(:0)+(:|$)/, '::');
}
