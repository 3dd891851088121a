// OpenPGP.js as a console, with the verbs of the Stateless OpenPGP draft that the tests use.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as openpgp from 'openpgp';

const { values: options, positionals: [verb, ...operands] } = parseArgs({
  allowPositionals: true,
  options: {
    as: { type: 'string', default: 'binary' },
    profile: { type: 'string', default: 'compatible' },
    'no-armor': { type: 'boolean' },
    'sign-with': { type: 'string', multiple: true, default: [] },
    'verify-with': { type: 'string', multiple: true, default: [] },
    'verifications-out': { type: 'string' },
    'with-password': { type: 'string', multiple: true, default: [] },
    'with-key-password': { type: 'string', multiple: true, default: [] },
  },
});
const isV6 = options.profile === 'rfc9580';
const format = options['no-armor'] ? 'binary' : 'armored';
openpgp.config.v6Keys = isV6;
openpgp.config.aeadProtect = isV6;
openpgp.config.s2kType = isV6 ? openpgp.enums.s2k.argon2 : openpgp.enums.s2k.iterated;

const input = () => readFileSync(0);
const password = path => readFileSync(path, 'utf8').trimEnd();
const isArmored = bytes => bytes.length > 0 && bytes[0] < 0x80;
const either = (bytes, kind) => isArmored(bytes) ? { [`armored${kind}`]: bytes.toString('utf8') } : { [`binary${kind}`]: bytes };
const certificates = paths => Promise.all(paths.map(path => openpgp.readKey(either(readFileSync(path), 'Key'))));
// An empty list would mean "to passwords", of which there are none.
const passwords = () => options['with-password'].length > 0 ? options['with-password'].map(password) : undefined;
const readMessage = bytes => openpgp.readMessage(either(bytes, 'Message'));
const newMessage = bytes => options.as === 'binary'
  ? openpgp.createMessage({ binary: bytes })
  : openpgp.createMessage({ text: bytes.toString('utf8') });

async function keys(paths) {
  const passphrase = options['with-key-password'].map(password);
  return Promise.all(paths.map(async path => {
    const privateKey = await openpgp.readPrivateKey(either(readFileSync(path), 'Key'));
    return privateKey.isDecrypted() ? privateKey : openpgp.decryptKey({ privateKey, passphrase });
  }));
}

// One line for each good signature, as the draft has it.
async function verifications(signatures, verifiers) {
  const lines = [];
  for (const { keyID, verified, signature } of signatures) {
    if (!await verified.catch(() => false)) continue;
    const [{ created }] = (await signature).packets;
    for (const key of verifiers.filter(k => k.getKeys(keyID).length > 0)) {
      const signer = key.getKeys(keyID)[0].getFingerprint().toUpperCase();
      lines.push(`${created.toISOString().slice(0, 19)}Z ${signer} ${key.getFingerprint().toUpperCase()}\n`);
    }
  }
  return lines.join('');
}

async function verified(signatures, verifiers) {
  const lines = await verifications(signatures, verifiers);
  if (!lines) {
    console.error('No signature is good.');
    process.exit(3);
  }
  return lines;
}

const verbs = {
  'version': () => `OpenPGP.js ${JSON.parse(readFileSync(new URL('node_modules/openpgp/package.json', import.meta.url))).version}\n`,

  'generate-key': async () => (await openpgp.generateKey({
    userIDs: operands.map(name => ({ name })),
    type: isV6 ? 'curve25519' : 'ecc',
    passphrase: options['with-key-password'].map(password)[0],
    format,
  })).privateKey,

  'extract-cert': async () => {
    const certificate = (await openpgp.readPrivateKey(either(input(), 'Key'))).toPublic();
    return format === 'armored' ? certificate.armor() : certificate.write();
  },

  'encrypt': async () => openpgp.encrypt({
    message: await newMessage(input()),
    encryptionKeys: await certificates(operands),
    signingKeys: await keys(options['sign-with']),
    passwords: passwords(),
    format,
  }),

  'decrypt': async () => {
    const verifiers = await certificates(options['verify-with']);
    const { data, signatures } = await openpgp.decrypt({
      message: await readMessage(input()),
      decryptionKeys: await keys(operands),
      passwords: passwords(),
      verificationKeys: verifiers,
      format: 'binary',
    });
    if (options['verifications-out']) writeFileSync(options['verifications-out'], await verifications(signatures, verifiers), { flag: 'wx' });
    return data;
  },

  'sign': async () => openpgp.sign({ message: await newMessage(input()), signingKeys: await keys(operands), detached: true, format }),

  'verify': async () => {
    const [signature, ...signers] = operands;
    const verifiers = await certificates(signers);
    const { signatures } = await openpgp.verify({
      message: await openpgp.createMessage({ binary: input() }),
      signature: await openpgp.readSignature(either(readFileSync(signature), 'Signature')),
      verificationKeys: verifiers,
      format: 'binary',
    });
    return verified(signatures, verifiers);
  },

  'inline-sign': async () => options.as === 'clearsigned'
    ? openpgp.sign({ message: await openpgp.createCleartextMessage({ text: input().toString('utf8') }), signingKeys: await keys(operands) })
    : openpgp.sign({ message: await newMessage(input()), signingKeys: await keys(operands), format }),

  'inline-verify': async () => {
    const bytes = input();
    const verifiers = await certificates(operands);
    const isCleartext = bytes.toString('latin1').startsWith('-----BEGIN PGP SIGNED MESSAGE-----');
    const { data, signatures } = await openpgp.verify({
      message: isCleartext ? await openpgp.readCleartextMessage({ cleartextMessage: bytes.toString('utf8') }) : await readMessage(bytes),
      verificationKeys: verifiers,
      format: isCleartext ? 'utf8' : 'binary',
    });
    await verified(signatures, verifiers);
    return data;
  },
};

if (!Object.hasOwn(verbs, verb)) {
  console.error(`No such verb: ${verb}`);
  process.exit(69);
}
const output = await verbs[verb]();
writeFileSync(1, output);
