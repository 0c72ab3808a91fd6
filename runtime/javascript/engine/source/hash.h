// SHA-1 and the SHA-2 family (FIPS 180-4). Nothing here knows of JavaScript.

#ifndef VESTIBULE_HASH_H
#define VESTIBULE_HASH_H

#include <stddef.h>
#include <stdint.h>

// `hasher.js` of the library counts them like this.
typedef enum { SHA1, SHA224, SHA256, SHA384, SHA512, SHA512_224, SHA512_256, HASH_KINDS } HashKind;

#define MAX_BLOCK_BYTES 128
#define MAX_DIGEST_BYTES 64

// A hash of what it was given so far. Plain bytes: a copy goes on by itself.
typedef struct {
  uint32_t kind;
  // How many bytes it was given. Those behind the last whole block are in `block`.
  uint64_t length;
  // The smaller hashes use the lower halves.
  uint64_t words[8];
  uint8_t block[MAX_BLOCK_BYTES];
} Hash;

void hash_begin(Hash *hash, HashKind kind);
void hash_update(Hash *hash, const uint8_t *bytes, size_t length);
// Writes the digest, which has `hash_digest_bytes` bytes. Nothing can be added after it.
void hash_end(Hash *hash, uint8_t *digest);
size_t hash_digest_bytes(HashKind kind);

#endif
