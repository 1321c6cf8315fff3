// usage: node --no-warnings tests/wasi.mjs DIRECTORY PROGRAM.wasm [ARGUMENT...]
// Runs a program with DIRECTORY as its "/". Variables starting with PYOS_ or PYTHON, and LC_ALL, LC_CTYPE, LANG, are
// handed on. A trap exits with 134, as abort does elsewhere.
import { WASI } from 'node:wasi';
import { readFileSync } from 'node:fs';

const [directory, program, ...args] = process.argv.slice(2);
const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /^(PYOS_|PYTHON|LC_ALL$|LC_CTYPE$|LANG$)/.test(name)));
const wasi = new WASI({
    version: 'preview1', args: [program, ...args], env, preopens: { '/': directory }, returnOnExit: true });
const { instance } = await WebAssembly.instantiate(readFileSync(program), wasi.getImportObject());
try {
    process.exitCode = wasi.start(instance);
} catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
    console.error(`trap: ${error.message}`);
    console.error(error.stack.split('\n').filter((line) => line.includes('wasm')).slice(0, 20).join('\n'));
    process.exitCode = 134;
}
