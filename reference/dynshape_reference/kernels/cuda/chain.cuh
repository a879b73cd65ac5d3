// Elementwise layers: a chain of steps on every element, the operands of which are tensors that broadcast or numbers.
#pragma once
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
    int rank, steps, out_type;
    int dense;  // a bit for each operand that lies as the result does
    int types[MAX_OPERANDS];
    Divisor extents[MAX_RANK];
    i64 strides[MAX_OPERANDS][MAX_RANK];  // in elements, 0 where an operand broadcasts
    Step step[MAX_STEPS];
};

DEVICE float rare(int op, float x, float y, float alpha, float beta, int type = FLOAT) {
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

// Long functions stand apart, so that the registers that they need are not everybody's.
template <int OP>
DEVICE_CALL float rarely(int op, float x, float y, float alpha, float beta, int type = FLOAT) {
    return rare(OP < 0 ? op : OP, x, y, alpha, beta, type);
}

// For results that are rounded to float16: off by 2^-15 of the result at most.
DEVICE float narrow_exp(float x) { return quick_exp2(x * 1.442695041f); }

// Of two numbers, neither so great that their product is infinite: special functions are the scarcest instructions.
DEVICE void quick_reciprocals(float& a, float& b) {
    float both = quick_reciprocal(a * b), first = a;
    a = both * b;
    b = both * first;
}

// Of x and the next number; an N that is odd has 0 beside the last. NaN is kept from the other number.
template <int N, class F>
DEVICE void each_two(float (&x)[N], F function) {
#pragma unroll
    for (int k = 0; k < N; k += 2) {
        float none = 0;
        function(x[k], k + 1 < N ? x[k + 1] : none);
    }
}

template <int N>
DEVICE void narrow_sigmoid(float (&x)[N]) {
    each_two(x, [](float& a, float& b) {
        float c = 1.f + quick_exp2(fminf(a * -1.442695041f, 60.f)), d = 1.f + quick_exp2(fminf(b * -1.442695041f, 60.f));
        quick_reciprocals(c, d);
        a = a != a ? a : c;
        b = b != b ? b : d;
    });
}

template <int N>
DEVICE void narrow_tanh(float (&x)[N]) {
    each_two(x, [](float& a, float& b) {
        float c = quick_exp2(fminf(a * 2.885390082f, 40.f)), d = quick_exp2(fminf(b * 2.885390082f, 40.f));
        float below = c + 1.f, other = d + 1.f;
        quick_reciprocals(below, other);
        // So near to 0 it is x, off by a third of the square.
        a = fabsf(a) > 0.0078125f ? (c - 1.f) * below : a;
        b = fabsf(b) > 0.0078125f ? (d - 1.f) * other : b;
    });
}

#define EACH(expression)                            \
    _Pragma("unroll") for (int k = 0; k < N; ++k) { \
        float a = acc[k], b = other[k];             \
        (void)b;                                    \
        acc[k] = (expression);                      \
    }                                               \
    break;

// OP is the operation if that is known to the compiler, else -1. NARROW: what is made is rounded to float16.
template <int OP, bool NARROW, int N>
DEVICE void apply(const Step& s, float (&acc)[N], float (&other)[N]) {
    switch (OP < 0 ? s.op : OP) {
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
        case OP_EXP: EACH(NARROW ? narrow_exp(a) : expf(a))
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
        case OP_SIGMOID:
            if (NARROW) return narrow_sigmoid(acc);
            EACH(1.f / (1.f + expf(-a)))
        case OP_TANH:
            if (NARROW) return narrow_tanh(acc);
            EACH(tanhf(a))
        case OP_LEAKY_RELU: EACH(a >= 0 ? a : s.alpha * a)
        case OP_CLIP: EACH(greater_of(s.alpha, smaller_of(s.beta, a)))
        case OP_HARD_SIGMOID: EACH(greater_of(0.f, smaller_of(1.f, s.alpha * a + s.beta)))
        case OP_THRESHOLDED_RELU: EACH(a > s.alpha ? a : 0.f)
        case OP_LOAD: EACH(b)
        case OP_KEEP_HALF: return each_two(acc, [](float& a, float& b) { numbers_of_halves(halves_of(a, b), a, b); });
        case OP_KEEP: EACH(rarely<OP>(s.op, a, b, s.alpha, s.beta, s.operand))
        case OP_PARAMETRIC_RELU: EACH(a < 0 ? a * b : a)
        default: EACH(rarely<OP>(s.op, a, b, s.alpha, s.beta))
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
DEVICE I rare(int op, I x, I y, int type) {
    switch (op) {
        case OP_DIV: return quotient(x, y);
        case OP_FLOOR_DIV: return floor_quotient(x, y);
        case OP_POW: return power(x, y);
        case OP_KEEP: return kept_in(type, x);
    }
    return x;
}

template <int OP, class I>
DEVICE_CALL I rarely(int op, I x, I y, int type) {
    return rare(OP < 0 ? op : OP, x, y, type);
}

#define EACH(expression)                    \
    _Pragma("unroll") for (int k = 0; k < N; ++k) { \
        I a = acc[k], b = other[k];         \
        (void)b;                            \
        acc[k] = (I)(expression);           \
    }                                       \
    break;

// Sums and products wrap, by way of numbers without a sign.
template <int OP, bool NARROW, class I, int N>
DEVICE void apply(const Step& s, I (&acc)[N], I (&other)[N]) {
    switch (OP < 0 ? s.op : OP) {
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
        default: EACH(rarely<OP>(s.op, a, b, s.operand))
    }
}
#undef EACH

// Where an operand's element is that goes into an element of the result.
DEVICE_CALL i64 offset_of(const ChainParams& p, const i64* strides, i64 element) {
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
