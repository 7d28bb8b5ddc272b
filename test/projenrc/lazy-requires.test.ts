import { runInNewContext } from 'node:vm';
import { withLazyRequires } from '../../projenrc/lazy/lazy-requires';

/** Runs a module that was made lazy, and notes what it loads. */
function run(text: string): { exports: Record<string, any>; loaded: string[] } {
  const loaded: string[] = [];
  const exports: Record<string, any> = {};
  const require = (name: string) => {
    loaded.push(name);
    return { name, Part: class {}, call: () => name };
  };
  runInNewContext(withLazyRequires(text), { exports, require });
  return { exports, loaded };
}

it('loads a module at its first use, and once', () => {
  const { exports, loaded } = run(`const one_1 = require("one");
exports.twice = () => (0, one_1.call)() + one_1.name;`);
  expect(loaded).toEqual([]);
  expect(exports.twice()).toBe('oneone');
  expect(exports.twice()).toBe('oneone');
  expect(loaded).toEqual(['one']);
});

it('loads at once what the module itself needs', () => {
  const { exports, loaded } = run(`const one_1 = require("one");
class Part extends one_1.Part {}
exports.Part = Part;`);
  expect(loaded).toEqual(['one']);
  expect(new exports.Part()).toBeInstanceOf(Object.getPrototypeOf(exports.Part));
});

it('makes instances of a class of a module', () => {
  const { exports } = run(`const one_1 = require("one");
exports.create = () => [new one_1.Part(), new one_1.Part];`);
  expect(exports.create().map((part: object) => part.constructor.name)).toEqual(['Part', 'Part']);
});

it('calls the helper of namespace imports at the first use, too', () => {
  const { exports, loaded } = run(`var __importStar = (module) => ({ ...module, isStar: true });
const one = __importStar(require("one"));
exports.star = () => one.isStar;`);
  expect(loaded).toEqual([]);
  expect(exports.star()).toBe(true);
});

it('leaves other things with the name of an import alone', () => {
  const { exports, loaded } = run(`const one = require("one");
exports.parameter = (one) => one;
exports.property = () => ({ one: 1 }).one;
exports.method = () => ({ one() { return 2; } }).one();
exports.shorthand = () => ({ one });`);
  expect(exports.parameter(3)).toBe(3);
  expect(exports.property()).toBe(1);
  expect(exports.method()).toBe(2);
  expect(loaded).toEqual([]);
  expect(exports.shorthand().one.name).toBe('one');
});

it('rewrites every use that a compiled class and its functions can have', () => {
  const { exports, loaded } = run(`const one = require("one");
class Part { static { one; } one = one.name; get() { return this.one; } static [one.name] = \`\${one.name}!\`; }
exports.Part = Part;
exports.defaults = ({ name = one.name, one: other } = one) => [name, other];
exports.text = () => typeof one + typeof one?.call;
exports.caught = () => { try { throw 1; } catch (one) { return one; } };
exports.local = () => { { const one = 2; return [one]; } };
Object.defineProperty(exports, "call", { enumerable: true, get: function () { return one.call; } });`);
  expect(loaded).toEqual(['one']);
  expect(new exports.Part().get()).toBe('one');
  expect(exports.Part.one).toBe('one!');
  expect(exports.defaults()).toEqual(['one', undefined]);
  expect(exports.defaults({ one: 1 })).toEqual(['one', 1]);
  expect(exports.text()).toBe('objectfunction');
  expect(exports.caught()).toBe(1);
  expect(exports.local()).toEqual([2]);
  expect(exports.call()).toBe('one');
});

it('loads nothing for an export that is passed on until it is used', () => {
  const { exports, loaded } = run(`const one_1 = require("one");
Object.defineProperty(exports, "name", { enumerable: true, get: function () { return one_1.name; } });`);
  expect(loaded).toEqual([]);
  expect(exports.name).toBe('one');
});

it('tries again if a module could not be loaded', () => {
  const { exports } = run(`let attempts = 0;
const __importStar = (module) => { if (++attempts === 1) throw new Error("not yet"); return module; };
const one = __importStar(require("one"));
exports.name = () => one.name;`);
  expect(() => exports.name()).toThrow('not yet');
  expect(exports.name()).toBe('one');
});

it('keeps lines, so that stack traces show the same ones', () => {
  const text = `"use strict";
const one_1 = require("one");
const two_1 = require("two");
one_1.call(two_1.name);`;
  const lines = withLazyRequires(text).split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[3]).toBe('(one_1()).call((two_1()).name);');
});

it('changes nothing the second time', () => {
  const lazy = withLazyRequires('const one_1 = require("one");\none_1.call();');
  expect(withLazyRequires(lazy)).toBe(lazy);
});
