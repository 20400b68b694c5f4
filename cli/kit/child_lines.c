/* The lines of the protocol of docs/certify.md, and the files that they name: see child.h. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static void put(struct vec *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct vec *out, const char *format, ...)
{
    char text[128];
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (n < 0 || (size_t)n >= sizeof text) BUG("a word of the protocol has %d bytes", n);
    memcpy(vec_extend(out, (size_t)n, 1), text, (size_t)n);
}

void child_write_contract(struct vec *out, const struct weir_contract *contract)
{
    if (!contract) {
        put(out, "contract none\n");
        return;
    }
    put(out, "contract %" PRIu64 " %" PRIu32 " %" PRIu32 " %" PRIu32, contract->template_name_hash, contract->template_version, contract->platform, contract->input_count);
    for (uint32_t i = 0; i < contract->input_count; i++) {
        const struct weir_contract_input *input = &contract->inputs[i];
        put(out, " %" PRIu64 " %" PRIu64 " %u", input->name_hash, input->type_hash, (unsigned)input->type);
    }
    put(out, "\n");
}

void child_write_limits(struct vec *out, const struct weir_limits *l)
{
    put(out, "limits %" PRIu64 " %" PRIu64 " %" PRIu64, l->file_bytes, l->steps_per_event, l->workspace_bytes);
    put(out, " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 "\n", l->text_bytes, l->channel, l->template_version, l->revision, l->least_revision);
}

static void put_hex(struct vec *out, char kind, const struct weir_input *input)
{
    static const char digits[] = "0123456789abcdef";
    char *p = vec_extend(out, 1 + 2 * (size_t)input->length, 1);
    *p++ = kind;
    for (uint32_t i = 0; i < input->length; i++) {
        *p++ = digits[input->data[i] >> 4];
        *p++ = digits[input->data[i] & 15];
    }
}

void child_write_event(struct vec *out, const struct kit_event *event)
{
    put(out, "match %" PRIu32, event->count);
    for (uint32_t i = 0; i < event->count; i++) {
        const struct weir_input *input = &event->inputs[i];
        const uint8_t type = event->types[i];
        put(out, " ");
        if (!input->present) put(out, "-");
        else if (type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH) put_hex(out, 't', input);
        else if (type == WEIR_TYPE_GUID) put_hex(out, 'g', input);
        else if (type == WEIR_TYPE_IP) put_hex(out, 'a', input);
        else put(out, "n%" PRIu64, input->number);
    }
    put(out, "\n");
}

/* A file that is emptied first, and closed, goes to the disk at once on some file systems: this one is written ten thousand times. */
bool child_write_file(const char *path, const struct kit_file *file)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) return false;
    size_t done = 0;
    int error = 0;
    while (done < file->size && !error) {
        const ssize_t n = write(fd, file->bytes + done, file->size - done);
        if (n < 0 && errno != EINTR) error = errno;
        if (n > 0) done += (size_t)n;
    }
    if (!error && ftruncate(fd, (off_t)file->size) != 0) error = errno;
    if (!error && file->grown && ftruncate(fd, (off_t)file->grown) != 0) error = errno;
    if (close(fd) != 0 && !error) error = errno;
    errno = error;
    return error == 0;
}
