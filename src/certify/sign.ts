/** Signatures of statements: Ed25519, with keys as PEM. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { UserError } from '../errors.js'
import { sha256 } from '../hash.js'

/** A signature with what is needed to check it. */
export interface Signature {
  readonly algorithm: 'Ed25519'
  /** SPKI, PEM. */
  readonly public_key: string
  /** SHA-256 of the public key's DER: what people compare. */
  readonly key_id: string
  readonly signature: string
}

/** A new private key, PKCS #8 as PEM, and the id of its public key. */
export function newKey(): { pem: string; keyId: string } {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { pem, keyId: keyIdOf(createPublicKey(privateKey).export({ type: 'spki', format: 'der' })) }
}

/** Signs text with a private key. Throws UserError when the key is none, or of another kind. */
export function signText(text: string, pem: string, file: string): Signature {
  let key: ReturnType<typeof createPrivateKey>
  try {
    key = createPrivateKey(pem)
  } catch (cause) {
    throw new UserError(`${file} is no private key`, { file, hint: '`certify key --out <file>` makes one', cause })
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new UserError(`${file} is a key of another kind: ${key.asymmetricKeyType}; expected Ed25519`, {
      file,
      hint: '`certify key --out <file>` makes one',
    })
  const publicKey = createPublicKey(key)
  return {
    algorithm: 'Ed25519',
    public_key: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    key_id: keyIdOf(publicKey.export({ type: 'spki', format: 'der' })),
    signature: sign(null, Buffer.from(text), key).toString('base64'),
  }
}

/** Whether a signature is the text's own. A key that cannot be read signs nothing. */
export function isSigned(text: string, { public_key, key_id, signature }: Signature): boolean {
  try {
    const key = createPublicKey(public_key)
    return (
      keyIdOf(key.export({ type: 'spki', format: 'der' })) === key_id &&
      verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
    )
  } catch {
    return false
  }
}

function keyIdOf(der: Buffer): string {
  return sha256(der)
}
