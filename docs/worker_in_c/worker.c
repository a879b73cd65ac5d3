/* A worker for dynshape in C: an engine that knows networks of layers that keep dims, and profiles.
 *
 *     cc -O1 -o worker worker.c
 *     dynshape run command:./worker --section PROF
 *
 * It shows what a worker is: read a line, carry out its steps until one is not accepted, write a line.
 * What it does not translate it says is unsupported. docs/adapter-protocol.md is the description. */

#define _POSIX_C_SOURCE 200809L
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- JSON: a tree of nodes that point into the line. Strings stay as they were written, escapes included:
 * nothing here needs more than to compare them and to send them back. */

typedef struct Node {
    char type; /* { [ " 0 t f n */
    const char *text, *key;
    size_t length, key_length;
    struct Node *child, *next;
} Node;

static const char *at;   /* where the parser is */
static Node pool[65536]; /* the nodes of one line: more is refused */
static size_t used;

static void skip(void) { while (*at == ' ' || *at == ',' || *at == ':') at++; }

static size_t string(const char **text) {
    const char *start = *text = ++at;
    while (*at && *at != '"') at += *at == '\\' && at[1] ? 2 : 1;
    size_t length = (size_t)(at - start);
    if (*at) at++;
    return length;
}

static Node *parse(int depth) {
    skip();
    if (used == sizeof pool / sizeof *pool || depth > 64 || !*at) exit(2);
    Node *node = &pool[used++];
    memset(node, 0, sizeof *node);
    node->type = *at;
    node->text = at;
    if (*at == '"') {
        node->length = string(&node->text);
    } else if (*at == '{' || *at == '[') {
        char end = *at++ == '{' ? '}' : ']';
        Node **last = &node->child;
        for (skip(); *at && *at != end; skip()) {
            const char *key = NULL;
            size_t key_length = 0;
            if (end == '}') key_length = string(&key);
            *last = parse(depth + 1);
            (*last)->key = key;
            (*last)->key_length = key_length;
            last = &(*last)->next;
        }
        if (*at) at++;
    } else {
        if (strchr("-0123456789", *at)) node->type = '0';
        at += strcspn(at, ",]} \n");
        node->length = (size_t)(at - node->text);
    }
    return node;
}

static Node *get(const Node *object, const char *key) {
    for (Node *one = object ? object->child : NULL; one; one = one->next)
        if (one->key_length == strlen(key) && !strncmp(one->key, key, one->key_length)) return one;
    return NULL;
}

static int is(const Node *node, const char *text) {
    return node && node->length == strlen(text) && !strncmp(node->text, text, node->length);
}

static char *copy(const Node *node) { return node ? strndup(node->text, node->length) : strdup(""); }
static long number(const Node *node) { return node ? strtol(node->text, NULL, 10) : 0; }

/* ---- What the runner holds by numbers. */

enum { RANK = 8, MOST = 64 };
typedef struct { int rank; long long extent[RANK]; } Dims;
typedef struct { char *id, *name, *dtype; Dims dims; int input, output; } Tensor;
typedef struct { char *input; Dims range[3]; } Range;
typedef struct { char kind; int count, profiles; Tensor tensor[MOST]; Range range[MOST]; } Object;

static Object **objects; /* by handle */
static long capacity;
static FILE *out; /* the answer that is being written */

static Object *made(long handle, char kind) {
    if (handle < 1 || handle > 1000000) exit(2);
    if (handle >= capacity) {
        long more = handle * 2;
        objects = realloc(objects, (size_t)more * sizeof *objects);
        memset(objects + capacity, 0, (size_t)(more - capacity) * sizeof *objects);
        capacity = more;
    }
    objects[handle] = calloc(1, sizeof(Object));
    objects[handle]->kind = kind;
    return objects[handle];
}

static Object *held(long handle) { return handle > 0 && handle < capacity ? objects[handle] : NULL; }

static void drop(long handle) {
    Object *object = held(handle);
    if (!object) return;
    for (int i = 0; i < object->count; i++) {
        free(object->tensor[i].id), free(object->tensor[i].name), free(object->tensor[i].dtype);
        free(object->range[i].input);
    }
    free(object);
    objects[handle] = NULL;
}

/* ---- Answers. Each writes one and says whether the next step may follow. */

static int unsupported(const char *what) { return fprintf(out, "{\"unsupported\":\"%s\"}", what), 0; }

static int refused(const char *channel, const char *why) {
    fprintf(out, "{\"refusal\":{\"channel\":\"%s\"},\"records\":[{\"severity\":\"ERROR\",\"text\":\"%s\"}]}", channel, why);
    return 0;
}

static void put_dims(const Dims *dims) {
    fputc('[', out);
    for (int i = 0; i < dims->rank; i++) fprintf(out, "%s%lld", i ? "," : "", dims->extent[i]);
    fputc(']', out);
}

static int read_dims(const Node *list, Dims *dims) {
    dims->rank = 0;
    if (!list || list->type != '[') return 0;
    for (Node *one = list->child; one; one = one->next) {
        if (dims->rank == RANK || one->type != '0') return 0;
        dims->extent[dims->rank++] = strtoll(one->text, NULL, 10);
    }
    return 1;
}

/* ---- The engine. */

static Tensor *find(Object *network, const Node *id) {
    for (int i = 0; i < network->count; i++)
        if (is(id, network->tensor[i].id)) return &network->tensor[i];
    return NULL;
}

static int translated(const Node *operation) {
    const Node *what = get(operation, "do"), *kind = get(operation, "kind");
    if (is(what, "layer")) return (is(kind, "identity") || is(kind, "activation")) && !get(operation, "properties")->child;
    if (is(what, "set_tensor")) return is(get(operation, "property"), "name");
    return is(what, "input") || is(what, "mark_output");
}

static Tensor *add(Object *network, const Node *id, char *name, char *dtype, const Dims *dims) {
    Tensor *tensor = &network->tensor[network->count++];
    tensor->id = copy(id), tensor->name = name, tensor->dtype = dtype, tensor->dims = *dims;
    return tensor;
}

static int add_input(Object *network, const Node *one) {
    Dims dims;
    int legal = read_dims(get(one, "dims"), &dims) && !find(network, get(one, "id")) && network->count < MOST;
    for (int i = 0; legal && i < dims.rank; i++) legal = dims.extent[i] >= -1 && dims.extent[i] <= INT_MAX;
    if (!legal) return refused("None", "an input with this name or these dims can't be added");
    add(network, get(one, "id"), copy(get(one, "name")), copy(get(one, "dtype")), &dims)->input = 1;
    return fputs("{}", out), 1;
}

static int add_layer(Object *network, const Node *one) {
    Tensor *from = find(network, get(one, "inputs")->child);
    if (!from || network->count == MOST) return refused("operand", "no such tensor");
    add(network, get(one, "id"), strdup("unnamed"), strdup(from->dtype), &from->dims);
    return fputs("{}", out), 1;
}

static int change(Object *network, const Node *one) {
    Tensor *tensor = find(network, get(one, "id"));
    if (!tensor) return refused("operand", "no such tensor");
    if (is(get(one, "do"), "mark_output")) tensor->output = 1;
    else free(tensor->name), tensor->name = copy(get(one, "value"));
    return fputs("{}", out), 1;
}

static int define(const Node *args, long new) {
    const Node *first = get(args, "program")->child;
    for (const Node *one = first; one; one = one->next)
        if (!translated(one)) return unsupported("layers other than identity and activation");
    if (!is(get(args, "explicit_batch"), "true")) return unsupported("an implicit batch dimension");
    Object *network = made(new, 'd');
    int fine = 1;
    fputs("{\"value\":[", out);
    for (const Node *one = first; one; one = one->next) {
        if (one != first) fputc(',', out);
        const Node *what = get(one, "do");
        fine &= is(what, "input") ? add_input(network, one) : is(what, "layer") ? add_layer(network, one) : change(network, one);
    }
    fputs("]}", out);
    return fine;
}

static int names(const Object *network, int outputs) {
    const char *comma = "";
    fputs("{\"value\":[", out);
    for (int i = 0; i < network->count; i++)
        if (outputs ? network->tensor[i].output : network->tensor[i].input)
            fprintf(out, "%s\"%s\"", comma, network->tensor[i].name), comma = ",";
    return fputs("]}", out), 1;
}

static int definition(const Node *call, long handle, const Node *args, long new) {
    Object *network = held(handle);
    if (!network) return unsupported("no such object");
    if (is(call, "definition.inputs")) return names(network, 0);
    if (is(call, "definition.outputs")) return names(network, 1);
    if (is(call, "definition.has_implicit_batch_dimension")) return fputs("{\"value\":false}", out), 0;
    if (is(call, "definition.num_profiles")) return fprintf(out, "{\"value\":%d}", network->profiles), 1;
    if (is(call, "definition.create_profile")) return made(new, 'p'), fputs("{}", out), 1;
    if (is(call, "definition.add_profile")) return fprintf(out, "{\"value\":%d}", network->profiles++), 1;
    Tensor *tensor = find(network, get(args, "tensor"));
    if (!tensor) return unsupported("this call");
    if (is(call, "definition.tensor_name")) return fprintf(out, "{\"value\":\"%s\"}", tensor->name), 1;
    if (is(call, "definition.tensor_dtype")) return fprintf(out, "{\"value\":\"%s\"}", tensor->dtype), 1;
    if (is(call, "definition.tensor_dims"))
        return fputs("{\"value\":", out), put_dims(&tensor->dims), fputs("}", out), 1;
    return unsupported("this call");
}

static int profile(const Node *call, long handle, const Node *args) {
    Object *profile = held(handle);
    if (!profile) return unsupported("no such object");
    Range *range = NULL;
    for (int i = 0; i < profile->count && !range; i++)
        if (is(get(args, "input"), profile->range[i].input)) range = &profile->range[i];
    if (is(call, "profile.set_dims")) {
        static const char *which[] = {"min", "opt", "max"};
        Dims dims[3];
        for (int k = 0; k < 3; k++)
            if (!read_dims(get(args, which[k]), &dims[k])) return unsupported("these dims");
        if (!range && profile->count == MOST) return unsupported("so many inputs");
        if (!range) range = &profile->range[profile->count++], range->input = copy(get(args, "input"));
        memcpy(range->range, dims, sizeof dims);
        return fputs("{}", out), 1;
    }
    if (is(call, "profile.dims") && range) {
        fputs("{\"value\":[", out);
        for (int k = 0; k < 3; k++) k ? (void)fputc(',', out) : (void)0, put_dims(&range->range[k]);
        return fputs("]}", out), 1;
    }
    if (is(call, "profile.dims")) return fputs("{\"refusal\":{\"channel\":\"[]\"}}", out), 0;
    return unsupported("this call");
}

static int end(void) {
    for (long handle = 1; handle < capacity; handle++) drop(handle);
    return fputs("{}", out), 1;
}

static int step(const Node *one) {
    const Node *call = get(one, "call"), *args = get(one, "args"), *drops = get(one, "drop");
    for (Node *each = drops ? drops->child : NULL; each; each = each->next) drop(number(each));
    if (is(call, "end")) return end();
    if (is(call, "hello")) {
        const Node *edition = get(args, "edition");
        if (number(get(args, "protocol")) != 2) return unsupported("another protocol than 2");
        if (edition && edition->type == '"' && !is(edition, "8.6")) return refused("edition", "only 8.6");
        fputs("{\"value\":{\"protocol\":2,\"name\":\"worked_in_c\",\"version\":\"1.0\",\"device\":\"none\","
              "\"edition\":\"8.6\",\"features\":[]}}", out);
        return 1;
    }
    if (is(call, "adapter.define")) return define(args, number(get(one, "new")));
    if (!strncmp(call->text, "definition.", 11))
        return definition(call, number(get(one, "on")), args, number(get(one, "new")));
    if (!strncmp(call->text, "profile.", 8)) return profile(call, number(get(one, "on")), args);
    return unsupported("this call");
}

int main(void) {
    /* Whatever prints to standard output from here on prints to standard error: the line is ours alone. */
    FILE *line_out = fdopen(dup(1), "w");
    dup2(2, 1);
    char *line = NULL, *answer = NULL;
    size_t room = 0, length = 0;
    while (getline(&line, &room, stdin) > 0) {
        at = line, used = 0;
        Node *message = parse(0);
        out = open_memstream(&answer, &length);
        fprintf(out, "{\"id\":%ld,\"done\":[", number(get(message, "id")));
        for (Node *one = get(message, "do")->child; one && step(one); one = one->next)
            if (one->next) fputc(',', out);
        fputs("]}\n", out);
        fclose(out);
        fputs(answer, line_out);
        fflush(line_out);
        free(answer);
    }
    return 0;
}
