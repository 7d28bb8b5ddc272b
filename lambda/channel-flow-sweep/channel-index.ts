import { createHmac, randomBytes } from 'node:crypto';

const BYTES_OF_HASH = 8;

/** The set of hashes doubles when it is full, and a search checks two places on average. */
const INITIAL_PLACES = 1_024;

/**
 * The channels that have a flow, as 8-byte hashes: a million of them take 32 MB at most. The creator of a channel may
 * choose its id, so each index has its own key: nobody can choose an id that has the same hash as another channel, which
 * would then stay uncovered.
 */
export class ChannelIndex {
  /** Reads an index that an earlier turn wrote. */
  static fromText(text: string): ChannelIndex {
    const bytes = Buffer.from(text, 'base64');
    const index = new ChannelIndex(bytes.subarray(0, BYTES_OF_HASH * 4));
    for (let offset = BYTES_OF_HASH * 4; offset < bytes.length; offset += BYTES_OF_HASH) {
      index.addHash(bytes.readBigUInt64LE(offset));
    }
    return index;
  }

  private places = new BigUint64Array(INITIAL_PLACES);
  private count = 0;

  constructor(private readonly key: Buffer = randomBytes(BYTES_OF_HASH * 4)) {}

  add(channelArn: string): void {
    this.addHash(this.hashOf(channelArn));
  }

  has(channelArn: string): boolean {
    return this.places[this.placeOf(this.hashOf(channelArn))] !== 0n;
  }

  /** The key and the hashes, in base64. */
  toText(): string {
    const bytes = Buffer.alloc(this.key.length + this.count * BYTES_OF_HASH);
    let offset = this.key.copy(bytes);
    for (const hash of this.places) {
      if (hash !== 0n) offset = bytes.writeBigUInt64LE(hash, offset);
    }
    return bytes.toString('base64');
  }

  private addHash(hash: bigint): void {
    const place = this.placeOf(hash);
    if (this.places[place] === hash) return;
    this.places[place] = hash;
    this.count++;
    if (this.count * 2 > this.places.length) this.grow();
  }

  private grow(): void {
    const hashes = this.places;
    this.places = new BigUint64Array(2 * hashes.length);
    for (const hash of hashes) {
      if (hash !== 0n) this.places[this.placeOf(hash)] = hash;
    }
  }

  /** The place of a hash, or the free one that it would take. */
  private placeOf(hash: bigint): number {
    const { length } = this.places;
    let place = Number(hash % BigInt(length));
    while (this.places[place] !== 0n && this.places[place] !== hash) place = (place + 1) % length;
    return place;
  }

  /** Zero means a free place. */
  private hashOf(channelArn: string): bigint {
    const digest = createHmac('sha256', this.key).update(channelArn).digest();
    return digest.readBigUInt64LE() || 1n;
  }
}
