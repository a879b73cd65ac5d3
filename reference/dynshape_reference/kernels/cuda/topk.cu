// The k first elements of each line of (outer, length, inner), sorted, lower index first among equals.
//
// An element and its index make one key of 64 bits, or 96 for elements of 64, so that all keys differ. A block finds the
// k-th key digit by digit, gathers the keys up to it, and sorts them in shared memory. At most 3840 are asked for (the
// layer's limit).
#include "convert.cuh"

constexpr int MOST = 4096;

struct TopkParams {
    void* out;
    int* indices;
    const void* in;
    i64 outer, length, inner;
    int k, greatest;
};

// Keys in the order in which elements come first; NaN is the greatest number.
DEVICE u32 ordered(float x) {
    if (x != x) return 0xFFFFFFFFu;
    x += 0.f;
    u32 bits = float_to_bits(x);
    return bits >> 31 ? ~bits : bits | 0x80000000u;
}
DEVICE u32 ordered(int x) { return (u32)x ^ 0x80000000u; }

DEVICE float number(float x) { return x; }
DEVICE float number(half_t x) { return to_float(x); }
DEVICE int number(int x) { return x; }
DEVICE int number(i8 x) { return x; }

// What is kept of a key is the key itself.
struct Key {
    static constexpr int DIGITS = 8;
    typedef u64 Kept;
    u64 bits;
    DEVICE Key() : bits(~0ull) {}
    template <class T>
    DEVICE Key(const TopkParams& p, const T* line, i64 at) {
        u32 order = ordered(number(line[at * p.inner]));
        bits = (u64)(p.greatest ? ~order : order) << 32 | (u32)at;
    }
    DEVICE u32 digit(int number) const { return (u32)(bits >> 8 * number & 255); }
    DEVICE void clear() { bits = 0; }
    DEVICE void set(int number, u64 digit) { bits |= digit << 8 * number; }
    // Whether all digits above one are the same.
    DEVICE bool begins_as(const Key& other, int number) const {
        return number == DIGITS - 1 || bits >> 8 * (number + 1) == other.bits >> 8 * (number + 1);
    }
    DEVICE bool is_behind(const Key& other) const { return bits > other.bits; }
    DEVICE Kept kept() const { return bits; }
    DEVICE static u32 place(Kept kept) { return (u32)kept; }
    template <class T>
    DEVICE static Key of(const TopkParams&, const T*, Kept kept) {
        Key key;
        key.bits = kept;
        return key;
    }
};

// What is kept of a key is the index: keys themselves would not fit into shared memory.
struct WideKey {
    static constexpr int DIGITS = 12;
    typedef u32 Kept;
    u64 order;
    u32 at;
    DEVICE WideKey() : order(~0ull), at(~0u) {}
    DEVICE WideKey(const TopkParams& p, const i64* line, i64 at) : at((u32)at) {
        u64 rising = (u64)line[at * p.inner] ^ 1ull << 63;
        order = p.greatest ? ~rising : rising;
    }
    DEVICE u32 digit(int number) const {
        return number < 4 ? at >> 8 * number & 255 : (u32)(order >> 8 * (number - 4) & 255);
    }
    DEVICE void clear() { order = 0, at = 0; }
    DEVICE void set(int number, u64 digit) {
        if (number < 4) at |= (u32)digit << 8 * number;
        else order |= digit << 8 * (number - 4);
    }
    DEVICE bool begins_as(const WideKey& other, int number) const {
        if (number == DIGITS - 1) return true;
        if (number >= 3) return order >> 8 * (number - 3) == other.order >> 8 * (number - 3);
        return order == other.order && at >> 8 * (number + 1) == other.at >> 8 * (number + 1);
    }
    DEVICE bool is_behind(const WideKey& other) const {
        return order > other.order || (order == other.order && at > other.at);
    }
    DEVICE Kept kept() const { return at; }
    DEVICE static u32 place(Kept kept) { return kept; }
    DEVICE static WideKey of(const TopkParams& p, const i64* line, Kept kept) {
        return kept == ~0u ? WideKey() : WideKey(p, line, kept);
    }
};

template <class K, class T>
DEVICE void top_k(const TopkParams& p) {
    __shared__ typename K::Kept keys[MOST];
    __shared__ u32 counts[256];
    __shared__ u32 found, left_shared, digit_shared;
    i64 o = blockIdx.x / p.inner, i = blockIdx.x % p.inner;
    const T* line = static_cast<const T*>(p.in) + o * p.length * p.inner + i;
    int t = threadIdx.x;
    K prefix;
    u32 left = (u32)p.k;  // the k-th key is the left-th of those that start with the prefix
    if (p.k < p.length) {
        prefix.clear();
        for (int number = K::DIGITS - 1; number >= 0; --number) {
            counts[t] = 0;
            __syncthreads();
            for (i64 at = t; at < p.length; at += 256) {
                K key(p, line, at);
                if (key.begins_as(prefix, number)) atomicAdd(&counts[key.digit(number)], 1u);
            }
            __syncthreads();
            if (t == 0) {
                u32 digit = 0, before = 0;
                while (before + counts[digit] < left) before += counts[digit++];
                digit_shared = digit;
                left_shared = left - before;
            }
            __syncthreads();
            prefix.set(number, digit_shared);
            left = left_shared;
            __syncthreads();
        }
    }
    int room = 1;
    while (room < p.k) room *= 2;
    for (int at = t; at < room; at += 256) keys[at] = K().kept();
    if (t == 0) found = 0;
    __syncthreads();
    for (i64 at = t; at < p.length; at += 256) {
        K key(p, line, at);
        if (!key.is_behind(prefix)) keys[atomicAdd(&found, 1u)] = key.kept();
    }
    __syncthreads();
    for (int size = 2; size <= room; size *= 2)
        for (int step = size / 2; step; step /= 2) {
            for (int at = t; at < room; at += 256) {
                int other = at ^ step;
                if (other < at) continue;
                if (K::of(p, line, keys[at]).is_behind(K::of(p, line, keys[other])) == !(at & size)) {
                    typename K::Kept kept = keys[at];
                    keys[at] = keys[other];
                    keys[other] = kept;
                }
            }
            __syncthreads();
        }
    for (int at = t; at < p.k; at += 256) {
        i64 from = (i64)K::place(keys[at]), to = (o * p.k + at) * p.inner + i;
        static_cast<T*>(p.out)[to] = line[from * p.inner];
        p.indices[to] = (int)from;
    }
}

BLOCK_KERNEL(top_k_float32, TopkParams) { top_k<Key, float>(p); }
BLOCK_KERNEL(top_k_float16, TopkParams) { top_k<Key, half_t>(p); }
BLOCK_KERNEL(top_k_int32, TopkParams) { top_k<Key, int>(p); }
BLOCK_KERNEL(top_k_int8, TopkParams) { top_k<Key, i8>(p); }
BLOCK_KERNEL(top_k_int64, TopkParams) { top_k<WideKey, i64>(p); }
