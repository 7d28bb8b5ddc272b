/**
 * Removes the command from the assembly, so that only the npm package has it, not those of other languages. The command that jsii
 * generates for Python leaves its Node.js process running for seconds, and a temporary folder for good, when `SIGTERM` ends it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ASSEMBLY = join(__dirname, '..', '.jsii');

const assembly = JSON.parse(readFileSync(ASSEMBLY, 'utf8')) as { bin?: unknown };
delete assembly.bin;
writeFileSync(ASSEMBLY, `${JSON.stringify(assembly, undefined, 2)}\n`);
