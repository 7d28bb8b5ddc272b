import * as fc from 'fast-check';
import type { Request } from '../../../lambda/protocol';
import { answerBody, MAX_ANSWER_BYTES } from '../../../lambda/protocol/answer';

const request = { StackId: 's', RequestId: 'r', LogicalResourceId: 'l' } as Request;

test('a short reason is told in full', () => {
  const body = answerBody(request, { Status: 'FAILED', PhysicalResourceId: 'id', Reason: 'no “flow” 🌊' });
  expect(JSON.parse(body)).toEqual({
    Status: 'FAILED',
    PhysicalResourceId: 'id',
    Reason: 'no “flow” 🌊',
    StackId: 's',
    RequestId: 'r',
    LogicalResourceId: 'l',
  });
});

test('success carries data', () => {
  const body = answerBody(request, { Status: 'SUCCESS', PhysicalResourceId: 'id', Data: { A: 'b' } });
  expect(JSON.parse(body)).toMatchObject({ Status: 'SUCCESS', Data: { A: 'b' } });
});

test('a reason of exactly the limit is not shortened, one byte more is', () => {
  const bodyOf = (length: number) =>
    answerBody(request, { Status: 'FAILED', PhysicalResourceId: 'id', Reason: 'x'.repeat(length) });
  const room = MAX_ANSWER_BYTES - Buffer.byteLength(bodyOf(0));
  expect(bodyOf(room)).not.toContain('…');
  expect(Buffer.byteLength(bodyOf(room))).toBe(MAX_ANSWER_BYTES);
  expect(bodyOf(room + 1)).toContain('…');
});

/** Any character except lone surrogates, like fast-check's unit 'binary', which first builds a table of all of them. */
const character = fc
  .nat({ max: 0x10f7ff })
  .map((index) => String.fromCodePoint(index < 0xd800 ? index : index + 0x800));

test('every reason fits, as its longest possible beginning of whole characters', () => {
  const reason = fc.string({ unit: character, minLength: 0, maxLength: 5_000, size: 'max' });
  fc.assert(
    fc.property(reason, (Reason) => {
      const body = answerBody(request, { Status: 'FAILED', PhysicalResourceId: 'id', Reason });
      const told = (JSON.parse(body) as { Reason: string }).Reason;
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
      if (told === Reason) return;
      const kept = [...told].slice(0, -1);
      const all = [...Reason];
      expect(kept).toEqual(all.slice(0, kept.length));
      const next = Buffer.byteLength(JSON.stringify(all[kept.length])) - 2;
      expect(Buffer.byteLength(body) + next).toBeGreaterThan(MAX_ANSWER_BYTES);
    }),
    { numRuns: 30 },
  );
});
