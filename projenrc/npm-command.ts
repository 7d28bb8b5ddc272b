/**
 * Takes the command out of the assembly, so that npm has it and the packages of other languages do not. What jsii makes of it for
 * Python leaves its Node.js process running for seconds, and a temporary folder for good, when it is ended by `SIGTERM`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ASSEMBLY = join(__dirname, '..', '.jsii');

const assembly = JSON.parse(readFileSync(ASSEMBLY, 'utf8')) as { bin?: unknown };
delete assembly.bin;
writeFileSync(ASSEMBLY, `${JSON.stringify(assembly, undefined, 2)}\n`);
