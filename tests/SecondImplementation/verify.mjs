// A second implementation of docs/format.md, which needs nothing but that text: it makes every value of docs/vectors again.
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { argon2id } from '@noble/hashes/argon2.js';

// Notation.
const hex = text => Buffer.from(text, 'hex');
const utf8 = text => Buffer.from(text, 'utf8');
const uint = (value, size) => hex(BigInt(value).toString(16).padStart(2 * size, '0'));
const L = (...fields) => Buffer.concat(fields.flatMap(field => [uint(field.length, 4), field]));
const sha256 = data => createHash('sha256').update(data).digest();
const hmac = (key, data) => createHmac('sha256', key).update(data).digest();
const extract = (salt, inputKey) => hmac(salt, inputKey);

// RFC 5869, section 2.3. Node's own hkdf joins both steps, and here each stands alone.
function expand(key, label, length) {
  let output = Buffer.alloc(0), block = output;
  for (let i = 1; output.length < length; i++) {
    block = hmac(key, Buffer.concat([block, label, uint(i, 1)]));
    output = Buffer.concat([output, block]);
  }
  return output.subarray(0, length);
}

// Envelope.
const associated = header => Buffer.concat([uint(1, 1), L(header)]);

function seal(key, header, nonce, plaintext) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated(header));
  return Buffer.concat([associated(header), nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function open(key, envelope) {
  if (envelope[0] !== 1) throw new Error('Not an envelope.');
  const start = 5 + envelope.readUInt32BE(1);
  const decipher = createDecipheriv('aes-256-gcm', key, envelope.subarray(start, start + 12), { authTagLength: 16 })
    .setAAD(envelope.subarray(0, start)).setAuthTag(envelope.subarray(-16));
  return { header: envelope.subarray(5, start), plaintext: Buffer.concat([decipher.update(envelope.subarray(start + 12, -16)), decipher.final()]) };
}

// From a password to keys.
const prepare = password => utf8(password.replace(/\p{Zs}/gu, ' ').normalize('NFC'));

function keysOf(R, sigma, root = expand(R, utf8('smail/v1/kek-root'), 32)) {
  const P = extract(sigma, root);
  return { K: expand(P, utf8('smail/v1/kek'), 32), C: expand(P, utf8('smail/v1/kek-commit'), 32) };
}

function derivation(v) {
  const [realm, address] = [utf8(v.realm), utf8(v.address)];
  const s = hmac(hex(v.decoyKey), L(utf8('smail/v1/salt'), realm, address)).subarray(0, 16);
  const salt = sha256(L(utf8('smail/kdf/salt/v1'), realm, address, s)).subarray(0, 16);
  const R = Buffer.from(argon2id(prepare(v.password), salt, { t: v.passes, m: v.kib, p: 1, dkLen: 32, version: 0x13, maxmem: 2 ** 32 - 1 }));
  const A = expand(R, utf8('smail/v1/auth'), 32);
  const verifier = hmac(hex(v.pepper), sha256(A));
  const sigma = expand(hex(v.sigmaKey), L(utf8('smail/v1/sigma'), hex(v.accountId), uint(v.generation, 8)), 32);
  return { s, salt, R, A, verifier, sigma, ...keysOf(R, sigma) };
}

function envelope(key, header, nonce, plaintext, bytes) {
  const opened = open(key, bytes);
  if (!opened.header.equals(header)) throw new Error('Another header.');
  return { envelope: seal(key, header, nonce, plaintext), opened: opened.plaintext };
}

function wrap(v) {
  const { K, C } = keysOf(hex(v.R), hex(v.sigma));
  const kdf = Buffer.concat([uint(v.kdf, 1), uint(v.kib, 4), uint(v.passes, 4), uint(v.lanes, 4)]);
  const header = L(uint(v.protocol, 1), kdf, hex(v.s), uint(v.sigmaVersion, 4), uint(v.generation, 8), hex(v.accountId), uint(v.epoch, 8), C);
  const { opened, ...sealed } = envelope(K, header, hex(v.nonce), hex(v.accountKey), hex(v.envelope));
  return { K, C, accountKey: opened, ...sealed };
}

function record(v) {
  const key = expand(hex(v.accountKey), utf8('smail/v1/sub/' + v.purpose), 32);
  const header = L(hex(v.accountId), utf8(v.kind), hex(v.recordId), uint(v.version, 8));
  const { opened, ...sealed } = envelope(key, header, hex(v.nonce), hex(v.plaintext), hex(v.envelope));
  return { plaintext: opened, ...sealed };
}

// Recovery phrase: 11 bits are a word, the last 8 of the 264 a checksum.
const words = readFileSync(new URL('../../src/SMail.Sdk/Accounts/Recovery/english.txt', import.meta.url), 'utf8').trim().split('\n');
const regroup = (numbers, from, to) => [...numbers].map(number => number.toString(2).padStart(from, '0')).join('')
  .match(new RegExp(`.{${to}}`, 'g')).map(bits => parseInt(bits, 2));
const toPhrase = E => regroup(Buffer.concat([E, sha256(E).subarray(0, 1)]), 8, 11).map(number => words[number]).join(' ');
const toEntropy = phrase => Buffer.from(regroup(phrase.split(' ').map(word => words.indexOf(word)), 11, 8)).subarray(0, 32);

function recovery(v) {
  const E = toEntropy(v.phrase), [realm, address, account, sigma] = [utf8(v.realm), utf8(v.address), hex(v.accountId), hex(v.sigma)];
  const proof = expand(E, L(utf8('smail/v1/recovery-auth'), realm, address), 32);
  const { K, C } = keysOf(E, sigma, expand(E, L(utf8('smail/v1/recovery-wrap'), realm, address, account), 32));
  const header = L(utf8('recovery'), account, uint(v.sigmaVersion, 4), uint(v.generation, 8), C);
  const { opened, ...sealed } = envelope(K, header, hex(v.nonce), hex(v.accountKey), hex(v.envelope));
  return { E, phrase: toPhrase(E), proof, verifier: hmac(hex(v.pepper), sha256(proof)), K, C, accountKey: opened, ...sealed };
}

// JSON numbers above 2^53 lose digits in JavaScript, so the integers of the files are read as text.
const read = name => JSON.parse(readFileSync(new URL(`../../docs/vectors/${name}.json`, import.meta.url), 'utf8')
  .replace(/^(\s*"\w+": )(\d+)(,?)$/gm, '$1"$2"$3'), (name, value) => ['kib', 'passes'].includes(name) ? Number(value) : value);

let reproduced = 0, failed = 0;
for (const [name, compute] of Object.entries({ derivation, wrap, records: record, recovery })) {
  const vectors = read(name);
  if (vectors.length === 0) throw new Error(`${name}.json has no vectors.`);
  vectors.forEach((vector, i) => {
    let wrong;
    try {
      wrong = Object.entries(compute(vector)).filter(([field, value]) => value.toString('hex') !== vector[field]).map(([field]) => field);
    } catch (error) {
      wrong = [error.message];
    }
    if (wrong.length === 0) reproduced++;
    else failed++, console.error(`${name} ${i}: ${wrong.join(', ')}`);
  });
}
console.log(`${reproduced} vectors reproduced`);
process.exitCode = failed === 0 ? 0 : 1;
