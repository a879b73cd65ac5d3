// Chains whose steps are read at run time, the same for all threads: for what is not compiled for its steps (program.cu).
//
// A thread has 8 or 16 elements, in packs of 16 bytes for the widest type. There is one place in the code for loads:
// more cost registers and minutes of compilation.
#include "chain.cuh"

// A number from the bits of an element, by the type that is known at run time.
template <class C>
DEVICE C number_of(int type, u8 bits) {
    return type == INT8 ? (C)(i8)bits : type == BOOL ? (C)(bits != 0) : (C)bits;
}
template <class C>
DEVICE C number_of(int type, unsigned short bits) {
    return load_as<C>(half_of_bits(bits));
}
template <class C>
DEVICE C number_of(int type, u32 bits) {
    return type == FLOAT ? (C)bits_to_float((int)bits) : (C)(int)bits;
}
template <class C>
DEVICE C number_of(int type, u64 bits) { return (C)(i64)bits; }

// K packs of V elements a thread, a block's packs side by side.
template <class C, int V>
struct Chain {
    static constexpr int K = V >= 8 ? 1 : V == 4 ? 2 : 4;
    static constexpr int N = K * V;

    static DEVICE i64 first(int k) { return (((i64)blockIdx.x * K + k) * blockDim.x + threadIdx.x) * V; }

    // Elements of one size, raw: whole packs, or one element that stands for a pack.
    template <class Raw>
    static DEVICE void load(const ChainParams& p, int operand, C (&to)[N]) {
        const Raw* data = static_cast<const Raw*>(p.in[operand]);
        const i64* strides = p.strides[operand];
        int type = p.types[operand];
        bool splat = V > 1 && strides[p.rank - 1] == 0;
        Pack<Raw, V> packs[K];
#pragma unroll
        for (int k = 0; k < K; ++k) {
            i64 element = first(k);
            if (element >= p.count) continue;
            const Raw* place = data + (p.rank == 1 ? element * strides[0] : offset_of(p, strides, element));
            if (splat) {
                packs[k].of[0] = *place;
            } else {
                packs[k] = *reinterpret_cast<const Pack<Raw, V>*>(place);
            }
        }
#pragma unroll
        for (int k = 0; k < K; ++k) {
            if (first(k) >= p.count) continue;
#pragma unroll
            for (int v = 0; v < V; ++v) to[k * V + v] = number_of<C>(type, splat ? packs[k].of[0] : packs[k].of[v]);
        }
    }

    static DEVICE void load_any(const ChainParams& p, int operand, C (&to)[N]) {
        switch (p.types[operand]) {
            case HALF: if (V <= 8) load<unsigned short>(p, operand, to); break;
            case FLOAT: case INT32: if (V <= 4) load<u32>(p, operand, to); break;
            case INT64: if (V <= 1) load<u64>(p, operand, to); break;
            default: load<u8>(p, operand, to);
        }
    }

    template <class T>
    static DEVICE void store(const ChainParams& p, C (&from)[N]) {
#pragma unroll
        for (int k = 0; k < K; ++k) {
            if (first(k) >= p.count) continue;
            Pack<T, V> pack;
#pragma unroll
            for (int v = 0; v < V; ++v) store_as(pack.of[v], from[k * V + v]);
            *reinterpret_cast<Pack<T, V>*>(static_cast<T*>(p.out) + first(k)) = pack;
        }
    }

    static DEVICE void store_any(const ChainParams& p, C (&from)[N]) {
        switch (p.out_type) {
            case FLOAT: if (V <= 4) store<float>(p, from); break;
            case HALF: if (V <= 8) store<half_t>(p, from); break;
            case INT8: store<i8>(p, from); break;
            case UINT8: store<u8>(p, from); break;
            case BOOL: store<bool_t>(p, from); break;
            case INT32: if (V <= 4) store<int>(p, from); break;
            case INT64: if (V <= 1) store<i64>(p, from); break;
        }
    }

    static DEVICE void run(const ChainParams& p) {
        C acc[N] = {}, other[N] = {};
        u32 tested = 0;
        for (int index = 0; index < p.steps; ++index) {
            const Step& s = p.step[index];
            if (s.op != OP_KEEP && s.operand >= 0) {
                load_any(p, s.operand, other);
            } else {
                C number = (C)0.5f != 0 ? (C)s.alpha : (C)s.integer;
#pragma unroll
                for (int k = 0; k < N; ++k) other[k] = number;
            }
            if (s.op == OP_TEST) {
                tested = 0;
#pragma unroll
                for (int k = 0; k < N; ++k) tested |= (u32)(acc[k] != 0) << k;
                continue;
            }
            if (s.op == OP_SELECT) {
#pragma unroll
                for (int k = 0; k < N; ++k) acc[k] = tested >> k & 1 ? acc[k] : other[k];
                continue;
            }
            if (s.swapped) {
#pragma unroll
                for (int k = 0; k < N; ++k) {
                    C kept = acc[k];
                    acc[k] = other[k];
                    other[k] = kept;
                }
            }
            apply<-1, false>(s, acc, other);
        }
        store_any(p, acc);
    }
};

KERNEL(chain_float_16, ChainParams) { Chain<float, 16>::run(p); }
KERNEL(chain_float_8, ChainParams) { Chain<float, 8>::run(p); }
KERNEL(chain_float_4, ChainParams) { Chain<float, 4>::run(p); }
KERNEL(chain_float_1, ChainParams) { Chain<float, 1>::run(p); }
KERNEL(chain_int_16, ChainParams) { Chain<int, 16>::run(p); }
KERNEL(chain_int_4, ChainParams) { Chain<int, 4>::run(p); }
KERNEL(chain_int_1, ChainParams) { Chain<int, 1>::run(p); }
KERNEL(chain_long_1, ChainParams) { Chain<i64, 1>::run(p); }
