// Elements in memory, and the numbers that they are computed as: float, int or 64-bit integers.
#pragma once
#include "grid.cuh"

struct bool_t {
    u8 value;
};

template <class C>
DEVICE C load_as(float x) { return (C)x; }
template <class C>
DEVICE C load_as(half_t x) { return (C)to_float(x); }
template <class C>
DEVICE C load_as(i8 x) { return (C)x; }
template <class C>
DEVICE C load_as(u8 x) { return (C)x; }
template <class C>
DEVICE C load_as(int x) { return (C)x; }
template <class C>
DEVICE C load_as(i64 x) { return (C)x; }
template <class C>
DEVICE C load_as(bool_t x) { return (C)(x.value != 0); }

// Integers wrap, floats are rounded once or cut to the range of an integer.
DEVICE void store_as(float& to, float x) { to = x; }
DEVICE void store_as(half_t& to, float x) { to = to_half(x); }
DEVICE void store_as(i8& to, float x) { to = (i8)max(-128, min(127, saturated_int(x))); }
DEVICE void store_as(u8& to, float x) { to = (u8)max(0, min(255, saturated_int(x))); }
DEVICE void store_as(int& to, float x) { to = saturated_int(x); }
DEVICE void store_as(i64& to, float x) { to = saturated_long(x); }
DEVICE void store_as(bool_t& to, float x) { to.value = x != 0; }
template <class I>
DEVICE void store_as(float& to, I x) { to = (float)x; }
template <class I>
DEVICE void store_as(half_t& to, I x) { to = to_half((float)x); }
template <class I>
DEVICE void store_as(i8& to, I x) { to = (i8)x; }
template <class I>
DEVICE void store_as(u8& to, I x) { to = (u8)x; }
template <class I>
DEVICE void store_as(int& to, I x) { to = (int)x; }
template <class I>
DEVICE void store_as(i64& to, I x) { to = (i64)x; }
template <class I>
DEVICE void store_as(bool_t& to, I x) { to.value = x != 0; }

// What an element type does to a number that is kept in it.
template <class C>
DEVICE C kept_in(int type, C x) {
    switch (type) {
        case HALF: { half_t h; store_as(h, x); return load_as<C>(h); }
        case INT8: { i8 v; store_as(v, x); return load_as<C>(v); }
        case UINT8: { u8 v; store_as(v, x); return load_as<C>(v); }
        case INT32: { int v; store_as(v, x); return load_as<C>(v); }
        case BOOL: return (C)(x != 0);
        default: return x;
    }
}
