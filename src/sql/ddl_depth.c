/* SPDX-License-Identifier: PostgreSQL */
/*
 * How deep a packed tree is, found out without recursion.
 *
 * libpg_query parses expressions of any depth that fits its own stack, but everything that reads the result, from
 * protobuf-c on, recurses: a statement of 5000 nested operators would end the program. The wire format gives each
 * message its length, so that the depth is counted with a list of the places where the open messages end.
 */
#include "base/mem.h"
#include "ddl_internal.h"

typedef struct Open
{
    const ProtobufCMessageDescriptor *descriptor;
    size_t end;
} Open;

typedef struct Wire
{
    const unsigned char *bytes;
    size_t length;
    size_t at;
} Wire;

enum
{
    WIRE_VARINT = 0,
    WIRE_64_BIT = 1,
    WIRE_LENGTH = 2,
    WIRE_32_BIT = 5,
};

static uint64_t read_varint(Wire *wire);
static const ProtobufCMessageDescriptor *read_field(Wire *wire, const ProtobufCMessageDescriptor *descriptor,
                                                    size_t *length);

bool
ddl_depth_exceeds(void *owner, PgQueryProtobuf packed, size_t limit)
{
    Wire wire = {.bytes = (const unsigned char *) packed.data, .length = packed.len};
    Open *open;
    size_t depth = 1;

    /* A message within a message costs two bytes at least: its field's tag and its length. */
    if (packed.len / 2 <= limit)
    {
        return false;
    }
    open = mem_array(owner, Open, limit + 1);
    open[0] = (Open){&pg_query__parse_result__descriptor, packed.len};
    while (depth > 0 && depth <= limit)
    {
        const ProtobufCMessageDescriptor *inner;
        size_t length;

        if (wire.at >= open[depth - 1].end)
        {
            depth--;
            continue;
        }
        inner = read_field(&wire, open[depth - 1].descriptor, &length);
        if (inner != NULL)
        {
            open[depth++] = (Open){inner, wire.at + length};
        }
        else
        {
            wire.at += length;
        }
    }
    mem_free(open);
    return depth > limit;
}

/* The description of the message that follows and its length; NULL when LENGTH bytes are to be skipped. */
static const ProtobufCMessageDescriptor *
read_field(Wire *wire, const ProtobufCMessageDescriptor *descriptor, size_t *length)
{
    uint64_t tag = read_varint(wire);
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(descriptor, (unsigned) (tag >> 3));

    *length = 0;
    switch (tag & 7)
    {
        case WIRE_VARINT:
            read_varint(wire);
            return NULL;
        case WIRE_64_BIT:
            *length = 8;
            return NULL;
        case WIRE_32_BIT:
            *length = 4;
            return NULL;
        case WIRE_LENGTH:
            *length = (size_t) read_varint(wire);
            return field != NULL && field->type == PROTOBUF_C_TYPE_MESSAGE ? field->descriptor : NULL;
        default: /* what libpg_query never writes: leave the loop at the end of the message */
            *length = wire->length - wire->at;
            return NULL;
    }
}

static uint64_t
read_varint(Wire *wire)
{
    uint64_t value = 0;

    for (unsigned shift = 0; wire->at < wire->length && shift < 64; shift += 7)
    {
        unsigned char byte = wire->bytes[wire->at++];

        value |= (uint64_t) (byte & 0x7f) << shift;
        if ((byte & 0x80) == 0)
        {
            break;
        }
    }
    return value;
}
