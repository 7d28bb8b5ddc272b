/**
 * Certificates for servers on this machine. This file is bundled separately, because its imports take longer to load
 * than the rest of the kit takes to start: only a server with TLS loads it.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';

/** The certificate that a server presents, its key, and the authority that clients must trust, all as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The authority that signed the certificate. Its key is discarded, so it never signs another one. */
  readonly ca: string;
}

const ECDSA_WITH_SHA256 = new x509.AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' });
const COMMON_NAME = '2.5.4.3';
const DAY = 24 * 60 * 60 * 1000;

/** The longest validity that browsers accept. It starts early, for clocks that are slightly behind. */
const VALIDITY = { before: DAY, after: 397 * DAY };

/** Creates a certificate for these DNS names and IP addresses, and an authority for it alone. */
export function newCertificate(names: {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}): Certificate {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = 'chime-messaging-emulator, for one start';
  const keyIdentifier = new x509.KeyIdentifier(idOf(authority.publicKey));
  const ca = certificate(issuer, issuer, authority.publicKey, authority.privateKey, [
    extension(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: true, pathLenConstraint: 0 })),
    extension(x509.id_ce_keyUsage, new x509.KeyUsage(x509.KeyUsageFlags.keyCertSign)),
    extension(x509.id_ce_subjectKeyIdentifier, keyIdentifier, false),
  ]);
  const alternatives = [
    ...names.dns.map((dNSName) => new x509.GeneralName({ dNSName })),
    ...names.ip.map((iPAddress) => new x509.GeneralName({ iPAddress })),
  ];
  const cert = certificate(names.dns[0]!, issuer, server.publicKey, authority.privateKey, [
    extension(x509.id_ce_basicConstraints, new x509.BasicConstraints()),
    extension(x509.id_ce_keyUsage, new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature)),
    extension(x509.id_ce_extKeyUsage, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth]), false),
    extension(x509.id_ce_subjectAltName, new x509.SubjectAlternativeName(alternatives), false),
    extension(x509.id_ce_authorityKeyIdentifier, new x509.AuthorityKeyIdentifier({ keyIdentifier }), false),
  ]);
  return { key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert, ca };
}

function certificate(
  subject: string,
  issuer: string,
  publicKey: KeyObject,
  signer: KeyObject,
  extensions: x509.Extension[],
): string {
  const now = Date.now();
  const tbsCertificate = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: bytes(Buffer.concat([Buffer.from([1]), randomBytes(15)])), // positive, and without leading zeros
    signature: ECDSA_WITH_SHA256,
    issuer: nameOf(issuer),
    validity: new x509.Validity({
      notBefore: new Date(now - VALIDITY.before),
      notAfter: new Date(now - VALIDITY.before + VALIDITY.after),
    }),
    subject: nameOf(subject),
    subjectPublicKeyInfo: AsnConvert.parse(der(publicKey), x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions(extensions),
  });
  const signed = new x509.Certificate({
    tbsCertificate,
    signatureAlgorithm: ECDSA_WITH_SHA256,
    signatureValue: bytes(sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), signer)),
  });
  const lines = Buffer.from(AsnConvert.serialize(signed))
    .toString('base64')
    .match(/.{1,64}/g)!;
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function der(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}

function idOf(publicKey: KeyObject): ArrayBuffer {
  return bytes(createHash('sha1').update(der(publicKey)).digest());
}

function nameOf(commonName: string): x509.Name {
  const value = new x509.AttributeValue({ utf8String: commonName });
  const attribute = new x509.AttributeTypeAndValue({ type: COMMON_NAME, value });
  return new x509.Name([new x509.RelativeDistinguishedName([attribute])]);
}

function extension(extnID: string, value: object, critical: boolean = true): x509.Extension {
  return new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** Exactly these bytes: Node.js allocates small buffers from shared memory. */
function bytes(buffer: Buffer): ArrayBuffer {
  return new Uint8Array(buffer).buffer;
}
