// One chain, compiled for its steps and element types; its dims, addresses and numbers are read at run time.
//
// What stands before this text says what the chain is (cuda_programs.py). A thread fetches all operands of its PACKS
// packs, SPREAD_PACKS where some broadcast, before it computes the first, so that enough bytes are on their way; packs
// have 16 bytes of the widest type.
#include "chain.cuh"

#ifndef STEPS  // A copy of bytes.
#define NUMBER int
#define RESULT u8
#define WIDTH 1
#define PACKS 2
#define SPREAD_PACKS 2
#define OPERANDS(EACH) EACH(0, u8)
#define STEPS(READ, FILL) READ(0, OP_LOAD, 0, UINT8, false, false)
#endif

constexpr int V = 16 / WIDTH;
constexpr int STEP = 256 * V;  // elements that a block's threads have in one pack each

template <int N>
struct Fetched {
#define FIELD(index, T) Pack<T, N> in##index;
    OPERANDS(FIELD)
#undef FIELD
};

template <int OP, int TYPE, bool SWAPPED, bool NARROW, class C, int N>
DEVICE void advance(const Step& s, C (&acc)[N], C (&other)[N], bool (&tested)[N]) {
#pragma unroll
    for (int v = 0; v < N; ++v) {
        C kept = acc[v];
        if (OP == OP_TEST) tested[v] = kept != 0;
        if (OP == OP_SELECT) acc[v] = tested[v] ? kept : other[v];
        if (OP == OP_KEEP) acc[v] = kept_in(TYPE, kept);
        if (SWAPPED) {
            acc[v] = other[v];
            other[v] = kept;
        }
    }
    if (OP != OP_TEST && OP != OP_SELECT && OP != OP_KEEP) apply<OP, NARROW>(s, acc, other);
}

template <int N>
DEVICE void finish(const ChainParams& p, const Fetched<N>& from, i64 element) {
    NUMBER acc[N] = {}, other[N] = {};
    bool tested[N] = {};
#define READ(number, OP, operand, TYPE, swapped, narrow)                                                \
    _Pragma("unroll") for (int v = 0; v < N; ++v) other[v] = load_as<NUMBER>(from.in##operand.of[v]); \
    advance<OP, TYPE, swapped, narrow>(p.step[number], acc, other, tested);
#define FILL(number, OP, member, TYPE, swapped, narrow)                                      \
    _Pragma("unroll") for (int v = 0; v < N; ++v) other[v] = (NUMBER)p.step[number].member; \
    advance<OP, TYPE, swapped, narrow>(p.step[number], acc, other, tested);
    STEPS(READ, FILL)
#undef READ
#undef FILL
    Pack<RESULT, N> to;
#pragma unroll
    for (int v = 0; v < N; ++v) store_as(to.of[v], acc[v]);
    *reinterpret_cast<Pack<RESULT, N>*>(static_cast<RESULT*>(p.out) + element) = to;
}

#ifdef LOGIC
// Truth values four at a time: a word has one in the lowest bit of each of its bytes.
constexpr u32 TRUE4 = 0x01010101u;

template <int OP, int N>
DEVICE void advance_logic(u32 (&acc)[N], const u32 (&other)[N], u32 (&tested)[N]) {
#pragma unroll
    for (int w = 0; w < N; ++w) {
        u32 a = acc[w], b = other[w];
        switch (OP) {
            case OP_LOAD: acc[w] = b; break;
            case OP_AND: acc[w] = a & b; break;
            case OP_OR: acc[w] = a | b; break;
            case OP_XOR: acc[w] = a ^ b; break;
            case OP_EQUAL: acc[w] = a ^ b ^ TRUE4; break;
            case OP_NOT: acc[w] = a ^ TRUE4; break;
            case OP_TEST: tested[w] = a; break;
            case OP_SELECT: acc[w] = (a & tested[w]) | (b & ~tested[w]); break;
        }
    }
}

// Any byte but 0 is true.
DEVICE u32 truth_of(u32 word) { return ((word | ((word & 0x7f7f7f7fu) + 0x7f7f7f7fu)) >> 7) & TRUE4; }

DEVICE void finish(const ChainParams& p, const Fetched<16>& from, i64 element) {
    u32 acc[4] = {}, other[4] = {}, tested[4] = {};
#define READ(number, OP, operand, TYPE, swapped, narrow)                                             \
    _Pragma("unroll") for (int w = 0; w < 4; ++w)                                                    \
        other[w] = truth_of(reinterpret_cast<const Pack<u32, 4>*>(&from.in##operand)->of[w]);        \
    advance_logic<OP>(acc, other, tested);
#define FILL(number, OP, member, TYPE, swapped, narrow)                                                    \
    _Pragma("unroll") for (int w = 0; w < 4; ++w) other[w] = p.step[number].member != 0 ? TRUE4 : 0; \
    advance_logic<OP>(acc, other, tested);
    STEPS(READ, FILL)
#undef READ
#undef FILL
    Pack<u32, 4> to = {{acc[0], acc[1], acc[2], acc[3]}};
    *reinterpret_cast<Pack<u32, 4>*>(static_cast<bool_t*>(p.out) + element) = to;
}
#endif

template <class T, int N>
DEVICE void fetch_pack(Pack<T, N>& to, const void* data, i64 element) {
    const void* place = static_cast<const T*>(data) + element;
    if constexpr (sizeof(to) == 16) *reinterpret_cast<Pack<u32, 4>*>(&to) = *static_cast<const Pack<u32, 4>*>(place);
    else to = *static_cast<const Pack<T, N>*>(place);
}

template <int N>
DEVICE void fetch(Fetched<N>& to, const ChainParams& p, i64 element) {
#define FETCH(index, T) fetch_pack(to.in##index, p.in[index], element);
    OPERANDS(FETCH)
#undef FETCH
}

// The end of the result, which fills no block: packs one after another, then elements.
#define FINISH_REST(count_of_packs, fetched)                                                   \
    for (int k = 0; k < count_of_packs; ++k) {                                                 \
        i64 element = first + k * STEP;                                                        \
        if (element + V > p.count) break;                                                      \
        Fetched<V> one;                                                                        \
        fetched(one, p, element);                                                              \
        finish(p, one, element);                                                               \
    }                                                                                          \
    if (i64 element = p.count / V * V + threadIdx.x; element < p.count) {                      \
        Fetched<1> one;                                                                        \
        fetched(one, p, element);                                                              \
        finish(p, one, element);                                                               \
    }

// All operands lie as the result does: dims don't matter.
KERNEL(chain_dense, ChainParams) {
    i64 begin = (i64)blockIdx.x * PACKS * STEP, first = begin + threadIdx.x * V;
    if (begin + PACKS * STEP <= p.count) {
        Fetched<V> packs[PACKS];
#pragma unroll
        for (int k = 0; k < PACKS; ++k) fetch(packs[k], p, first + k * STEP);
#pragma unroll
        for (int k = 0; k < PACKS; ++k) finish(p, packs[k], first + k * STEP);
        return;
    }
    FINISH_REST(PACKS, fetch)
}

// A pack of an operand that does not lie as the result does: `left` elements of a line at `offset`, then those of the next.
template <class T, int N>
DEVICE void gather_pack(Pack<T, N>& to, const ChainParams& p, int operand, i64 element, i64 offset, i64 left) {
    const T* data = static_cast<const T*>(p.in[operand]);
    i64 step = p.strides[operand][p.rank - 1];
    if (left >= N && step == 0) {
        T one = data[offset];
#pragma unroll
        for (int v = 0; v < N; ++v) to.of[v] = one;
    } else if (left >= N && offset % N == 0) {
        fetch_pack(to, data, offset);
    } else if (left >= N && sizeof(T) >= 4) {
#pragma unroll
        for (int v = 0; v < N; ++v) to.of[v] = data[offset + v];
    } else if (left >= N + 3 && sizeof(to) % 4 == 0) {
        // The words that the pack lies in: the last one is read if it has some of it.
        constexpr int WORDS = sizeof(to) / 4;
        u64 address = (u64)(data + offset);
        const u32* words = reinterpret_cast<const u32*>(address / 4 * 4);
        u32 shift = (u32)(address % 4 * 8), raw[WORDS + 1];
#pragma unroll
        for (int w = 0; w < WORDS; ++w) raw[w] = words[w];
        raw[WORDS] = shift ? words[WORDS] : 0;
#pragma unroll
        for (int w = 0; w < WORDS; ++w)
            reinterpret_cast<u32*>(&to)[w] = __funnelshift_r(raw[w], raw[w + 1], shift);
    } else {
        const T* place = data + offset;
        const T* next = data + offset_of(p, p.strides[operand], element + left) - left * step;
#pragma unroll
        for (int v = 0; v < N; ++v) to.of[v] = (v < left ? place : next)[v * step];
    }
}

template <int N>
DEVICE void gather(Fetched<N>& to, const ChainParams& p, i64 element) {
    int last = p.rank - 1;
    i64 left = last ? 0 : p.count - element;
    u32 offsets[MAX_OPERANDS] = {};
    i64 far[MAX_OPERANDS] = {};
    if (p.count >> 31) {
        if (last) left = p.extents[last].value - (i64)((u64)element % p.extents[last].value);
#define MOVE(index, T) \
    if (!(p.dense >> index & 1)) far[index] = offset_of(p, p.strides[index], element);
        OPERANDS(MOVE)
#undef MOVE
    } else if (last <= 1) {
        u32 row = last ? p.extents[1].divide((u32)element) : 0;
        u32 at = last ? (u32)element - row * p.extents[1].value : (u32)element;
        if (last) left = p.extents[1].value - at;
#define MOVE(index, T) \
    offsets[index] = last ? row * (u32)p.strides[index][0] + at * (u32)p.strides[index][1] : at * (u32)p.strides[index][0];
        OPERANDS(MOVE)
#undef MOVE
    } else {
        u32 rest = (u32)element;
#pragma unroll 1
        for (int axis = last; axis >= 0; --axis) {
            u32 next = axis ? p.extents[axis].divide(rest) : 0, at = rest - next * p.extents[axis].value;
            if (axis && axis == last) left = p.extents[axis].value - at;
#define MOVE(index, T) offsets[index] += at * (u32)p.strides[index][axis];
            OPERANDS(MOVE)
#undef MOVE
            rest = next;
        }
    }
#define GATHER(index, T) \
    if (!(p.dense >> index & 1)) gather_pack(to.in##index, p, index, element, far[index] + offsets[index], left);
    OPERANDS(GATHER)
#undef GATHER
}

template <int N>
DEVICE void fetch_dense(Fetched<N>& to, const ChainParams& p, i64 element) {
#define FETCH(index, T) \
    if (p.dense >> index & 1) fetch_pack(to.in##index, p.in[index], element);
    OPERANDS(FETCH)
#undef FETCH
}

template <int N>
DEVICE void fetch_all(Fetched<N>& to, const ChainParams& p, i64 element) {
    fetch_dense(to, p, element);
    gather(to, p, element);
}

// The last axis has a pack's elements at least.
KERNEL(chain_broadcast, ChainParams) {
    i64 begin = (i64)blockIdx.x * SPREAD_PACKS * STEP, first = begin + threadIdx.x * V;
    if (begin + SPREAD_PACKS * STEP <= p.count) {
        Fetched<V> packs[SPREAD_PACKS];
#pragma unroll
        for (int k = 0; k < SPREAD_PACKS; ++k) fetch_dense(packs[k], p, first + k * STEP);
#pragma unroll
        for (int k = 0; k < SPREAD_PACKS; ++k) gather(packs[k], p, first + k * STEP);
#pragma unroll
        for (int k = 0; k < SPREAD_PACKS; ++k) finish(p, packs[k], first + k * STEP);
        return;
    }
    FINISH_REST(SPREAD_PACKS, fetch_all)
}
