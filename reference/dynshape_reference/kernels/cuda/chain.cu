// Elementwise layers: a chain of steps on every element, the operands of which are tensors that broadcast or numbers.
//
// A thread has 8 or 16 elements, in packs of 16 bytes for the widest type. The steps are read at run time and are the
// same for all threads, so that a chain costs its loads and stores and a few instructions an element, and nothing is
// compiled for a network. There is one place in the code for loads: more cost registers and minutes of compilation.
#include "convert.cuh"

constexpr int MAX_OPERANDS = 4;
constexpr int MAX_STEPS = 8;

// Read by Python, in this order.
enum Op {
    OP_SUM, OP_PROD, OP_MAX, OP_MIN, OP_SUB, OP_DIV, OP_POW, OP_FLOOR_DIV, OP_AND, OP_OR, OP_XOR, OP_EQUAL,
    OP_GREATER, OP_LESS,
    OP_EXP, OP_LOG, OP_SQRT, OP_RECIP, OP_ABS, OP_NEG, OP_SIN, OP_COS, OP_TAN, OP_SINH, OP_COSH, OP_ASIN, OP_ACOS,
    OP_ATAN, OP_ASINH, OP_ACOSH, OP_ATANH, OP_CEIL, OP_FLOOR, OP_ERF, OP_NOT, OP_SIGN, OP_ROUND, OP_ISINF,
    OP_RELU, OP_SIGMOID, OP_TANH, OP_LEAKY_RELU, OP_ELU, OP_SELU, OP_SOFTSIGN, OP_SOFTPLUS, OP_CLIP, OP_HARD_SIGMOID,
    OP_SCALED_TANH, OP_THRESHOLDED_RELU,
    OP_LOAD, OP_KEEP, OP_KEEP_HALF, OP_TEST, OP_SELECT, OP_QUANTIZE, OP_PARAMETRIC_RELU
};

struct Step {
    int op;
    int operand;  // a tensor's number, or -1; of OP_KEEP, the element type
    int swapped;  // the operand stands on the left
    int unused;
    i64 integer;
    float alpha, beta;
};

struct ChainParams {
    void* out;
    const void* in[MAX_OPERANDS];
    i64 count;
    int rank, steps, out_type, unused;
    int types[MAX_OPERANDS];
    Divisor extents[MAX_RANK];
    i64 strides[MAX_OPERANDS][MAX_RANK];  // in elements, 0 where an operand broadcasts
    Step step[MAX_STEPS];
};

// Long functions stand apart, so that the registers that they need are not everybody's.
DEVICE_CALL float rare(int op, float x, float y, float alpha, float beta, int type = FLOAT) {
    switch (op) {
        case OP_KEEP: return kept_in(type, x);
        case OP_POW: return powf(x, y);
        case OP_FLOOR_DIV: return floorf(x / y);
        case OP_LOG: return logf(x);
        case OP_SIN: return sinf(x);
        case OP_COS: return cosf(x);
        case OP_TAN: return tanf(x);
        case OP_SINH: return sinhf(x);
        case OP_COSH: return coshf(x);
        case OP_ASIN: return asinf(x);
        case OP_ACOS: return acosf(x);
        case OP_ATAN: return atanf(x);
        case OP_ASINH: return asinhf(x);
        case OP_ACOSH: return acoshf(x);
        case OP_ATANH: return atanhf(x);
        case OP_ERF: return erff(x);
        case OP_ELU: return x >= 0 ? x : alpha * expm1f(x);
        case OP_SELU: return x > 0 ? beta * x : beta * alpha * expm1f(x);
        case OP_SCALED_TANH: return alpha * tanhf(beta * x);
        case OP_SOFTSIGN: return x / (1.f + fabsf(x));
        case OP_SOFTPLUS: return alpha * (fmaxf(beta * x, 0.f) + log1pf(expf(-fabsf(beta * x))));
        case OP_QUANTIZE: {
            // In double, as the definition has it: half-way cases are decided by the exact quotient.
            double steps = rint((double)x / (double)y);
            return steps != steps ? 0.f : (float)fmin(fmax(steps, -128.0), 127.0);
        }
    }
    return x;
}

DEVICE float greater_of(float a, float b) { return a != a || a > b ? a : b; }
DEVICE float smaller_of(float a, float b) { return a != a || a < b ? a : b; }

#define EACH(expression)                            \
    _Pragma("unroll") for (int k = 0; k < N; ++k) { \
        float a = acc[k], b = other[k];             \
        (void)b;                                    \
        acc[k] = (expression);                      \
    }                                               \
    break;

template <int N>
DEVICE void apply(const Step& s, float (&acc)[N], float (&other)[N]) {
    switch (s.op) {
        case OP_SUM: EACH(a + b)
        case OP_PROD: EACH(a * b)
        case OP_MAX: EACH(greater_of(a, b))
        case OP_MIN: EACH(smaller_of(a, b))
        case OP_SUB: EACH(a - b)
        case OP_DIV: EACH(a / b)
        case OP_AND: EACH((float)(a != 0 && b != 0))
        case OP_OR: EACH((float)(a != 0 || b != 0))
        case OP_XOR: EACH((float)((a != 0) != (b != 0)))
        case OP_EQUAL: EACH((float)(a == b))
        case OP_GREATER: EACH((float)(a > b))
        case OP_LESS: EACH((float)(a < b))
        case OP_EXP: EACH(expf(a))
        case OP_SQRT: EACH(sqrtf(a))
        case OP_RECIP: EACH(1.f / a)
        case OP_ABS: EACH(fabsf(a))
        case OP_NEG: EACH(-a)
        case OP_CEIL: EACH(ceilf(a))
        case OP_FLOOR: EACH(floorf(a))
        case OP_NOT: EACH((float)(a == 0))
        case OP_SIGN: EACH(a > 0 ? 1.f : a < 0 ? -1.f : a)
        case OP_ROUND: EACH(rintf(a))
        case OP_ISINF: EACH((float)(fabsf(a) == INFINITE))
        case OP_RELU: EACH(greater_of(a, 0.f))
        case OP_SIGMOID: EACH(1.f / (1.f + expf(-a)))
        case OP_TANH: EACH(tanhf(a))
        case OP_LEAKY_RELU: EACH(a >= 0 ? a : s.alpha * a)
        case OP_CLIP: EACH(greater_of(s.alpha, smaller_of(s.beta, a)))
        case OP_HARD_SIGMOID: EACH(greater_of(0.f, smaller_of(1.f, s.alpha * a + s.beta)))
        case OP_THRESHOLDED_RELU: EACH(a > s.alpha ? a : 0.f)
        case OP_LOAD: EACH(b)
        case OP_KEEP_HALF: EACH(load_as<float>(to_half(a)))
        case OP_KEEP: EACH(rare(s.op, a, b, s.alpha, s.beta, s.operand))
        case OP_PARAMETRIC_RELU: EACH(a < 0 ? a * b : a)
        default: EACH(rare(s.op, a, b, s.alpha, s.beta))
    }
}
#undef EACH

template <class I>
DEVICE I quotient(I a, I b) {
    return b == 0 ? (I)(a < 0) : b == -1 ? (I)(0 - (u64)a) : a / b;
}

template <class I>
DEVICE I floor_quotient(I a, I b) {
    if (b == 0) return 0;
    I q = quotient(a, b);
    return q - (I)(q * b != a && (a < 0) != (b < 0));
}

template <class I>
DEVICE I power(I a, I b) {
    if (b < 0) return a == 1 ? 1 : a == -1 ? (b % 2 == 0 ? 1 : -1) : 0;
    u64 result = 1, base = (u64)a;
    for (u64 left = (u64)b; left; left >>= 1, base *= base)
        if (left & 1) result *= base;
    return (I)result;
}

template <class I>
DEVICE_CALL I rare(int op, I x, I y, int type) {
    switch (op) {
        case OP_DIV: return quotient(x, y);
        case OP_FLOOR_DIV: return floor_quotient(x, y);
        case OP_POW: return power(x, y);
        case OP_KEEP: return kept_in(type, x);
    }
    return x;
}

#define EACH(expression)                    \
    _Pragma("unroll") for (int k = 0; k < N; ++k) { \
        I a = acc[k], b = other[k];         \
        (void)b;                            \
        acc[k] = (I)(expression);           \
    }                                       \
    break;

// Sums and products wrap, by way of numbers without a sign.
template <class I, int N>
DEVICE void apply(const Step& s, I (&acc)[N], I (&other)[N]) {
    switch (s.op) {
        case OP_SUM: EACH((u64)a + (u64)b)
        case OP_PROD: EACH((u64)a * (u64)b)
        case OP_MAX: EACH(a > b ? a : b)
        case OP_MIN: EACH(a < b ? a : b)
        case OP_SUB: EACH((u64)a - (u64)b)
        case OP_AND: EACH(a != 0 && b != 0)
        case OP_OR: EACH(a != 0 || b != 0)
        case OP_XOR: EACH((a != 0) != (b != 0))
        case OP_EQUAL: EACH(a == b)
        case OP_GREATER: EACH(a > b)
        case OP_LESS: EACH(a < b)
        case OP_ABS: EACH(a < 0 ? (I)(0 - (u64)a) : a)
        case OP_NEG: EACH(0 - (u64)a)
        case OP_NOT: EACH(a == 0)
        case OP_SIGN: EACH((a > 0) - (a < 0))
        case OP_RELU: EACH(a > 0 ? a : 0)
        case OP_LOAD: EACH(b)
        default: EACH(rare(s.op, a, b, s.operand))
    }
}
#undef EACH

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

    static DEVICE i64 offset(const ChainParams& p, const i64* strides, i64 element) {
        i64 result = 0;
        if (p.count >> 31) {
            u64 left = (u64)element;
            for (int axis = p.rank - 1; axis > 0; --axis) {
                u64 next = left / p.extents[axis].value;
                result += (i64)(left - next * p.extents[axis].value) * strides[axis];
                left = next;
            }
            return result + (i64)left * strides[0];
        }
        u32 left = (u32)element;
        for (int axis = p.rank - 1; axis > 0; --axis) {
            u32 next = p.extents[axis].divide(left);
            result += (i64)(left - next * p.extents[axis].value) * strides[axis];
            left = next;
        }
        return result + (i64)left * strides[0];
    }

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
            const Raw* place = data + (p.rank == 1 ? element * strides[0] : offset(p, strides, element));
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
            apply(s, acc, other);
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
