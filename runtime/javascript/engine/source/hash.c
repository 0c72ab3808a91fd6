// No branch and no address here depends on what is hashed, only on how long it is.

#include "hash.h"
#include <string.h>

typedef struct {
  size_t block_bytes, digest_bytes;
  uint64_t initial[8];
} Family;

static const Family families[HASH_KINDS] = {
    [SHA1] = {64, 20, {
        0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0,
    }},
    [SHA224] = {64, 28, {
        0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
    }},
    [SHA256] = {64, 32, {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    }},
    [SHA384] = {128, 48, {
        0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
        0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
    }},
    [SHA512] = {128, 64, {
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    }},
    [SHA512_224] = {128, 28, {
        0x8c3d37c819544da2, 0x73e1996689dcd4d6, 0x1dfab7ae32ff9c82, 0x679dd514582f9fcf,
        0x0f6d2b697bd44da8, 0x77e36f7304c48942, 0x3f9d85a86a1d36c8, 0x1112e6ad91d692a1,
    }},
    [SHA512_256] = {128, 32, {
        0x22312194fc2bf72c, 0x9f555fa3c84c64c2, 0x2393b86b6f53b151, 0x963877195940eabd,
        0x96283ee2a88effe3, 0xbe5e1e2553863992, 0x2b0199fc2c85b8aa, 0x0eb72ddc81c52ca2,
    }},
};

// The cube roots of the first eighty primes, 64 bits behind the point. The smaller hashes take the upper halves of the first 64.
static const uint64_t roots[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

static uint32_t rotated32(uint32_t word, int right) { return word >> right | word << (32 - right); }
static uint64_t rotated64(uint64_t word, int right) { return word >> right | word << (64 - right); }

static uint32_t read32(const uint8_t *at) { return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]; }
static uint64_t read64(const uint8_t *at) { return (uint64_t)read32(at) << 32 | read32(at + 4); }

#define CHOICE(x, y, z) (((x) & (y)) ^ (~(x) & (z)))
#define MAJORITY(x, y, z) (((x) & (y)) ^ ((x) & (z)) ^ ((y) & (z)))

static void sha1_block(uint64_t words[8], const uint8_t *block) {
  static const uint32_t constants[] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
  uint32_t schedule[80];
  for (int at = 0; at < 16; at++)
    schedule[at] = read32(block + 4 * at);
  for (int at = 16; at < 80; at++)
    schedule[at] = rotated32(schedule[at - 3] ^ schedule[at - 8] ^ schedule[at - 14] ^ schedule[at - 16], 31);
  uint32_t a = (uint32_t)words[0], b = (uint32_t)words[1], c = (uint32_t)words[2], d = (uint32_t)words[3], e = (uint32_t)words[4];
  for (int at = 0; at < 80; at++) {
    int round = at / 20;
    uint32_t mixed = round == 0 ? CHOICE(b, c, d) : round == 2 ? MAJORITY(b, c, d) : b ^ c ^ d;
    uint32_t next = rotated32(a, 27) + mixed + e + constants[round] + schedule[at];
    e = d, d = c, c = rotated32(b, 2), b = a, a = next;
  }
  const uint32_t changes[] = {a, b, c, d, e};
  for (int at = 0; at < 5; at++)
    words[at] = (uint32_t)words[at] + changes[at];
}

static void sha256_block(uint64_t words[8], const uint8_t *block) {
  uint32_t schedule[64];
  for (int at = 0; at < 16; at++)
    schedule[at] = read32(block + 4 * at);
  for (int at = 16; at < 64; at++) {
    uint32_t early = schedule[at - 15], late = schedule[at - 2];
    early = rotated32(early, 7) ^ rotated32(early, 18) ^ early >> 3;
    late = rotated32(late, 17) ^ rotated32(late, 19) ^ late >> 10;
    schedule[at] = schedule[at - 16] + early + schedule[at - 7] + late;
  }
  uint32_t a = (uint32_t)words[0], b = (uint32_t)words[1], c = (uint32_t)words[2], d = (uint32_t)words[3];
  uint32_t e = (uint32_t)words[4], f = (uint32_t)words[5], g = (uint32_t)words[6], h = (uint32_t)words[7];
  for (int at = 0; at < 64; at++) {
    uint32_t of_e = rotated32(e, 6) ^ rotated32(e, 11) ^ rotated32(e, 25);
    uint32_t of_a = rotated32(a, 2) ^ rotated32(a, 13) ^ rotated32(a, 22);
    uint32_t first = h + of_e + CHOICE(e, f, g) + (uint32_t)(roots[at] >> 32) + schedule[at];
    uint32_t second = of_a + MAJORITY(a, b, c);
    h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
  }
  const uint32_t changes[] = {a, b, c, d, e, f, g, h};
  for (int at = 0; at < 8; at++)
    words[at] = (uint32_t)words[at] + changes[at];
}

static void sha512_block(uint64_t words[8], const uint8_t *block) {
  uint64_t schedule[80];
  for (int at = 0; at < 16; at++)
    schedule[at] = read64(block + 8 * at);
  for (int at = 16; at < 80; at++) {
    uint64_t early = schedule[at - 15], late = schedule[at - 2];
    early = rotated64(early, 1) ^ rotated64(early, 8) ^ early >> 7;
    late = rotated64(late, 19) ^ rotated64(late, 61) ^ late >> 6;
    schedule[at] = schedule[at - 16] + early + schedule[at - 7] + late;
  }
  uint64_t a = (uint64_t)words[0], b = (uint64_t)words[1], c = (uint64_t)words[2], d = (uint64_t)words[3];
  uint64_t e = (uint64_t)words[4], f = (uint64_t)words[5], g = (uint64_t)words[6], h = (uint64_t)words[7];
  for (int at = 0; at < 80; at++) {
    uint64_t of_e = rotated64(e, 14) ^ rotated64(e, 18) ^ rotated64(e, 41);
    uint64_t of_a = rotated64(a, 28) ^ rotated64(a, 34) ^ rotated64(a, 39);
    uint64_t first = h + of_e + CHOICE(e, f, g) + roots[at] + schedule[at];
    uint64_t second = of_a + MAJORITY(a, b, c);
    h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
  }
  const uint64_t changes[] = {a, b, c, d, e, f, g, h};
  for (int at = 0; at < 8; at++)
    words[at] = (uint64_t)words[at] + changes[at];
}

static void add_block(Hash *hash, const uint8_t *block) {
  if (hash->kind == SHA1)
    sha1_block(hash->words, block);
  else if (families[hash->kind].block_bytes == 64)
    sha256_block(hash->words, block);
  else
    sha512_block(hash->words, block);
}

void hash_begin(Hash *hash, HashKind kind) {
  memset(hash, 0, sizeof *hash);
  hash->kind = kind;
  memcpy(hash->words, families[kind].initial, sizeof hash->words);
}

void hash_update(Hash *hash, const uint8_t *bytes, size_t length) {
  size_t whole = families[hash->kind].block_bytes, waiting = hash->length % whole;
  hash->length += length;
  if (waiting > 0) {
    size_t more = length < whole - waiting ? length : whole - waiting;
    memcpy(hash->block + waiting, bytes, more);
    if (waiting + more < whole)
      return;
    add_block(hash, hash->block);
    bytes += more, length -= more;
  }
  for (; length >= whole; bytes += whole, length -= whole)
    add_block(hash, bytes);
  memcpy(hash->block, bytes, length);
}

void hash_end(Hash *hash, uint8_t *digest) {
  // One bit, zeros, and how many bits there were before, at the end of a block.
  const Family *family = &families[hash->kind];
  size_t whole = family->block_bytes, waiting = hash->length % whole, size_bytes = whole / 8;
  uint64_t bits = hash->length * 8;
  hash->block[waiting++] = 0x80;
  memset(hash->block + waiting, 0, whole - waiting);
  if (waiting > whole - size_bytes) {
    add_block(hash, hash->block);
    memset(hash->block, 0, whole);
  }
  for (size_t at = 0; at < 8; at++)
    hash->block[whole - 1 - at] = (uint8_t)(bits >> 8 * at);
  add_block(hash, hash->block);
  size_t word_bytes = whole / 16;
  for (size_t at = 0; at < family->digest_bytes; at++)
    digest[at] = (uint8_t)(hash->words[at / word_bytes] >> 8 * (word_bytes - 1 - at % word_bytes));
}

size_t hash_digest_bytes(HashKind kind) { return families[kind].digest_bytes; }
