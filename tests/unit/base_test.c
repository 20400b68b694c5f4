/* Arenas, vectors, interning, strings, UTF-8, digests, files. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "check.h"

static void test_arena(jmp_buf *jump)
{
    struct arena arena;
    arena_init(&arena, jump);
    unsigned char *blocks[500];
    for (size_t i = 0; i < 500; i++) {
        blocks[i] = arena_alloc(&arena, i * 97 % 5000);
        CHECK((uintptr_t)blocks[i] % 8 == 0);
        memset(blocks[i], (int)(i & 255), i * 97 % 5000);
    }
    bool intact = true;
    for (size_t i = 0; i < 500; i++)
        for (size_t j = 0; j < i * 97 % 5000; j++) intact = intact && blocks[i][j] == (i & 255);
    CHECK(intact);
    char *big = arena_zalloc(&arena, 5 << 20);
    CHECK(big[0] == 0 && big[(5 << 20) - 1] == 0);
    CHECK_STR(arena_copy(&arena, STR("copy")), "copy");
    CHECK(arena_copy(&arena, (struct str){NULL, 0}).p[0] == '\0');
    CHECK_STR(arena_printf(&arena, "%d-%s", 12, "x"), "12-x");
    const struct str wide = arena_printf(&arena, "%0*d", 1000, 7);
    CHECK(wide.n == 1000 && wide.p[999] == '7' && wide.p[1000] == '\0');
    arena_reset(&arena);
    CHECK(arena.total <= 1 << 20);
    memset(arena_alloc(&arena, 100), 1, 100);
    arena_free(&arena);
    CHECK(arena.total == 0);
    arena_reset(&arena);
    CHECK(arena_alloc(&arena, 0) != NULL);
    arena_free(&arena);
}

/* Impossible sizes jump, and the arena still works. */
static void test_exhausted(void)
{
    struct arena arena;
    jmp_buf jump;
    volatile int jumps = 0;
    arena_init(&arena, &jump);
    struct vec vec = {.exhausted = &jump};
    if (setjmp(jump) != 0) jumps++;
    switch (jumps) {
    case 0: arena_alloc(&arena, SIZE_MAX - 4); break;
    case 1: arena_array(&arena, SIZE_MAX / 4, 8); break;
    case 2: vec_extend(&vec, SIZE_MAX / 2, 8); break;
    case 3: vec_push(&vec, SIZE_MAX / 8); break;
    default: break;
    }
    CHECK_INT(jumps, 4);
    CHECK(arena_alloc(&arena, 10) != NULL);
    *(int *)vec_push(&vec, sizeof(int)) = 7;
    CHECK(vec.count == 1 && *(int *)vec.p == 7);
    vec_free(&vec);
    arena_free(&arena);
}

static void test_vec_and_intern(jmp_buf *jump)
{
    struct arena arena;
    arena_init(&arena, jump);
    struct vec vec = {.exhausted = jump};
    for (uint32_t i = 0; i < 10000; i++) *(uint32_t *)vec_push(&vec, sizeof i) = i;
    uint32_t *more = vec_extend(&vec, 3, sizeof *more);
    more[0] = more[1] = more[2] = 5;
    CHECK(vec.count == 10003 && ((uint32_t *)vec.p)[9999] == 9999 && ((uint32_t *)vec.p)[10002] == 5);
    vec_free(&vec);
    CHECK(vec.p == NULL && vec.count == 0);

    struct intern table;
    intern_init(&table, &arena);
    CHECK(intern_find(&table, STR("a")) == INTERN_NONE);
    for (int i = 0; i < 20000; i++) {
        char name[32];
        const int n = snprintf(name, sizeof name, "name-%d", i % 5000);
        if (intern_add(&table, (struct str){name, (uint32_t)n}) != (uint32_t)(i % 5000)) CHECK(false && "dense numbers in order of first sight");
    }
    CHECK_INT(table.names.count, 5000);
    CHECK_STR(intern_name(&table, 4999), "name-4999");
    CHECK(intern_find(&table, STR("name-77")) == 77 && intern_find(&table, STR("name-5000")) == INTERN_NONE);
    CHECK_INT(intern_add(&table, (struct str){"a\0b", 3}), 5000);
    CHECK_INT(intern_add(&table, (struct str){"a\0c", 3}), 5001);
    CHECK_INT(intern_add(&table, (struct str){NULL, 0}), 5002);
    CHECK_INT(intern_add(&table, STR("")), 5002);
    intern_free(&table);
    arena_free(&arena);
}

static void test_strings(void)
{
    CHECK(str_compare(STR("a"), STR("b")) < 0 && str_compare(STR("b"), STR("a")) > 0 && str_compare(STR("a"), STR("a")) == 0);
    CHECK(str_compare(STR("a"), STR("ab")) < 0 && str_compare(STR("\xFF"), STR("a")) > 0 && str_compare((struct str){NULL, 0}, STR("")) == 0);
    CHECK(str_ends_with(STR("x.weir"), STR(".weir")) && !str_ends_with(STR("weir"), STR(".weir")) && str_ends_with(STR("x"), STR("")));
    CHECK(str_hash(STR("abc")) != str_hash(STR("abd")) && str_hash((struct str){"\0", 1}) != str_hash((struct str){"\0\0", 2}));

    const struct str names[] = {STR("PipeName"), STR("EventType"), STR(""), STR("Image"), STR("User")};
    CHECK_INT(str_nearest(STR("PipeNam"), names, 5), 0);
    CHECK_INT(str_nearest(STR("pipename"), names, 5), 0);
    CHECK_INT(str_nearest(STR("Imgae"), names, 5), 3);
    CHECK_INT(str_nearest(STR("Usr"), names, 5), 4);
    CHECK_INT(str_nearest(STR("pipe"), names, 5), 0);
    CHECK_INT(str_nearest(STR("CommandLine"), names, 5), 5);
    CHECK_INT(str_nearest(STR("x"), names, 5), 5);
    CHECK_INT(str_nearest(STR(""), names, 5), 5);
    CHECK_INT(str_nearest(STR("User"), names, 0), 0);
    static char longer[100000];
    memset(longer, 'a', sizeof longer);
    const struct str long_names[] = {{longer, sizeof longer}};
    CHECK_INT(str_nearest((struct str){longer, sizeof longer - 1}, long_names, 1), 0);
}

static void test_utf8(void)
{
    uint32_t length;
    char out[4];
    for (uint32_t c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 77) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        const uint32_t n = utf8_encode(c, out);
        if (utf8_decode((struct str){out, n}, 0, &length) != c || length != n) CHECK(false && "what was encoded is decoded");
        for (uint32_t cut = 1; cut < n; cut++)
            if (utf8_decode((struct str){out, cut}, 0, &length) != UINT32_MAX || length != 1) CHECK(false && "a cut sequence is ill-formed");
    }
    static const char *const bad[] = {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE2\x28\xA1", "\xC3("};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(utf8_decode(str_from(bad[i]), 0, &length) == UINT32_MAX && length == 1);
        CHECK_INT(utf8_invalid_at(str_from(bad[i])), 0);
    }
    CHECK_INT(utf8_invalid_at(STR("0123456789abcdef\xFFxx")), 16);
    CHECK_INT(utf8_invalid_at(STR("0123456\xC3\xA9 and more text")), 23);
    CHECK_INT(utf8_invalid_at((struct str){NULL, 0}), 0);
    CHECK(utf8_is_hidden(0) && utf8_is_hidden(0x1B) && utf8_is_hidden(0x202E) && utf8_is_hidden(0x200B) && utf8_is_hidden(0x9B));
    CHECK(!utf8_is_hidden('a') && !utf8_is_hidden(0xE9) && !utf8_is_hidden(0x1F600) && !utf8_is_hidden(0x4E00));
}

static void test_sha256(void)
{
    uint8_t digest[SHA256_BYTES], other[SHA256_BYTES];
    char hex[SHA256_HEX_BYTES];
    sha256(STR("abc"), digest);
    sha256_hex(digest, hex);
    CHECK_TEXT(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    uint8_t file[200];
    memset(file, 7, sizeof file);
    sha256_of_channel(file, sizeof file, digest);
    memset(file + 24, 0, 32);
    sha256((struct str){(const char *)file, sizeof file}, other);
    CHECK(memcmp(digest, other, sizeof digest) == 0);
    memset(file + 24, 255, 32);
    sha256_of_channel(file, sizeof file, other);
    CHECK(memcmp(digest, other, sizeof digest) == 0);
    sha256_of_channel(file, 30, digest);
    sha256_of_channel(file, 0, digest);
}

/* ---- files ---- */

static void write_file(const char *path, const char *text)
{
    FILE *stream = fopen(path, "wb");
    if (CHECK(stream != NULL)) {
        fputs(text, stream);
        fclose(stream);
    }
}

static void test_paths(struct arena *arena)
{
    CHECK_TEXT(path_join(arena, ".", "a"), "a");
    CHECK_TEXT(path_join(arena, "x", "a"), "x/a");
    CHECK_TEXT(path_join(arena, "x/", "a"), "x/a");
    CHECK_TEXT(path_join(arena, "/", "a"), "/a");
    CHECK_TEXT(path_join(arena, "x", "/a"), "/a");
    CHECK_TEXT(path_folder(arena, "a/b"), "a");
    CHECK_TEXT(path_folder(arena, "a/b/"), "a");
    CHECK_TEXT(path_folder(arena, "a"), ".");
    CHECK_TEXT(path_folder(arena, ""), ".");
    CHECK_TEXT(path_folder(arena, "/a"), "/");
    CHECK_TEXT(path_folder(arena, "/"), "/");
    CHECK_TEXT(path_name("a/b.c"), "b.c");
    CHECK(path_is_inside("a/b") && path_is_inside(".") && path_is_inside("a/..b") && path_is_inside("..."));
    CHECK(!path_is_inside("/a") && !path_is_inside("..") && !path_is_inside("a/../b") && !path_is_inside("a//..") && !path_is_inside(""));
}

static void test_reading(struct arena *arena, const char *folder)
{
    struct str text;
    write_file(path_join(arena, folder, "one"), "hello");
    CHECK(!file_failed(file_read(arena, path_join(arena, folder, "one"), 100, &text)));
    CHECK_STR(text, "hello");
    CHECK(text.p[5] == '\0');
    CHECK(!file_failed(file_read(arena, path_join(arena, folder, "one"), 5, &text)));
    CHECK_INT(file_read(arena, path_join(arena, folder, "one"), 4, &text).error, EFBIG);
    CHECK_INT(file_read(arena, path_join(arena, folder, "none"), 4, &text).error, ENOENT);
    CHECK_INT(file_read(arena, folder, 4, &text).error, EISDIR);
    CHECK_INT(file_read(arena, "/dev/zero", 100000, &text).error, EFBIG);
    CHECK(!file_failed(file_read(arena, "/dev/null", 100, &text)) && text.n == 0);
    CHECK(!file_failed(file_read(arena, "/proc/self/status", 1 << 20, &text)) && text.n > 100);

    int ends[2];
    if (!CHECK(pipe(ends) == 0)) return;
    const char *path = arena_printf(arena, "/dev/fd/%d", ends[0]).p;
    CHECK(write(ends[1], "piped", 5) == 5);
    close(ends[1]);
    CHECK(!file_failed(file_read(arena, path, 100, &text)));
    CHECK_STR(text, "piped");
    close(ends[0]);
}

static const char *nth(const struct vec *paths, size_t i) { return i < paths->count ? ((const char *const *)paths->p)[i] : ""; }

static void test_listing(struct arena *arena, const char *folder)
{
    struct vec paths = {.exhausted = arena->exhausted};
    const char *base = path_join(arena, folder, "tree");
    CHECK(!file_failed(file_make_folders(arena, path_join(arena, base, "b/c/d"))));
    CHECK(!file_failed(file_make_folders(arena, path_join(arena, base, "b/c/d/"))));
    write_file(path_join(arena, base, "z.weir"), "");
    write_file(path_join(arena, base, "a.weir"), "");
    write_file(path_join(arena, base, ".hidden.weir"), "");
    write_file(path_join(arena, base, "b/c/m.weir"), "");
    write_file(path_join(arena, base, "b/c/m.txt"), "");
    CHECK(symlink(".", path_join(arena, base, "b/loop")) == 0);
    CHECK(symlink("../a.weir", path_join(arena, base, "b/link.weir")) == 0);
    const char *at;
    CHECK(!file_failed(file_list(arena, base, ".weir", &paths, &at)));
    CHECK_INT(paths.count, 4);
    CHECK_TEXT(nth(&paths, 0), path_join(arena, base, "a.weir"));
    CHECK_TEXT(nth(&paths, 1), path_join(arena, base, "b/c/m.weir"));
    CHECK_TEXT(nth(&paths, 2), path_join(arena, base, "b/link.weir"));
    CHECK_TEXT(nth(&paths, 3), path_join(arena, base, "z.weir"));
    CHECK(!file_failed(file_list(arena, path_join(arena, base, "b/c/m.txt"), ".weir", &paths, &at)) && paths.count == 5);
    CHECK_INT(file_list(arena, path_join(arena, base, "none"), ".weir", &paths, &at).error, ENOENT);
    CHECK_INT(file_make_folders(arena, path_join(arena, base, "a.weir/x")).error, ENOTDIR);
    /* A folder below that lets nobody in is what the failure is about; root, who gets in anywhere, steps back for it. */
    const uid_t me = geteuid();
    CHECK(chmod(folder, 0755) == 0 && chmod(path_join(arena, base, "b/c/d"), 0) == 0 && (me != 0 || seteuid(65534) == 0));
    const struct file_status closed = file_list(arena, base, ".weir", &paths, &at);
    CHECK(me != 0 || seteuid(0) == 0);
    CHECK(closed.error == EACCES && paths.count == 5);
    CHECK_TEXT(at, path_join(arena, base, "b/c/d"));
    CHECK(chmod(path_join(arena, base, "b/c/d"), 0755) == 0);

    paths.count = 0;
    CHECK(!file_failed(file_glob(arena, base, "*.weir", &paths)) && paths.count == 2);
    CHECK_TEXT(nth(&paths, 1), path_join(arena, base, "z.weir"));
    paths.count = 0;
    CHECK(!file_failed(file_glob(arena, base, "./?/c/[m]*", &paths)) && paths.count == 2);
    CHECK_TEXT(nth(&paths, 0), path_join(arena, base, "b/c/m.txt"));
    paths.count = 0;
    CHECK(!file_failed(file_glob(arena, base, "b/*", &paths)) && paths.count == 1); /* folders are no files */
    paths.count = 0;
    CHECK(!file_failed(file_glob(arena, base, "none/*.json", &paths)) && paths.count == 0);
    CHECK(!file_failed(file_glob(arena, base, "a.weir/*.json", &paths)) && paths.count == 0);
    CHECK(!file_failed(file_glob(arena, base, "", &paths)) && paths.count == 0);
    vec_free(&paths);
}

static void test_writing(struct arena *arena, const char *folder)
{
    struct file_out out, second;
    struct str text;
    const char *target = path_join(arena, folder, "out.chn");
    CHECK(!file_failed(file_create(&out, arena, target)));
    CHECK(!file_failed(file_create(&second, arena, target)));
    fputs("first", out.stream);
    CHECK_INT(access(target, F_OK), -1);
    CHECK(!file_failed(file_commit(&out)));
    CHECK(!file_failed(file_read(arena, target, 100, &text)));
    CHECK_STR(text, "first");
    file_abandon(&out); /* harmless */
    fputs("second", second.stream);
    const char *temporary = second.temporary; /* in the arena */
    CHECK(!file_failed(file_finish(&second)) && second.stream == NULL);
    CHECK(access(temporary, F_OK) == 0);
    file_abandon(&second);
    CHECK_INT(access(temporary, F_OK), -1);
    CHECK_INT(file_commit(&second).error, EBADF);
    CHECK(!file_failed(file_read(arena, target, 100, &text)));
    CHECK_STR(text, "first");
    CHECK(!file_failed(file_create(&second, arena, target)));
    fputs("third", second.stream);
    CHECK(!file_failed(file_finish(&second)) && !file_failed(file_commit(&second)));
    CHECK(!file_failed(file_read(arena, target, 100, &text)));
    CHECK_STR(text, "third");

    CHECK_INT(file_create(&out, arena, path_join(arena, folder, "none/x")).error, ENOENT);
    file_abandon(&out);
    CHECK(chmod(target, 0600) == 0 && !file_failed(file_create(&out, arena, target)) && !file_failed(file_commit(&out)));
    struct stat about;
    CHECK(stat(target, &about) == 0 && (about.st_mode & 0777) == 0600);
    CHECK(!file_failed(file_make_folders(arena, path_join(arena, folder, "taken/x"))));
    CHECK(!file_failed(file_create(&out, arena, path_join(arena, folder, "taken"))));
    const struct file_status status = file_commit(&out);
    CHECK(status.error == EISDIR && strcmp(status.step, "rename") == 0);
    CHECK(out.temporary == NULL);

    /* Several: those before the one that fails have their names, those behind it have not. */
    struct file_out all[3];
    size_t number = 9;
    for (int fails = 0; fails < 2; fails++) {
        static const char *const names[2][3] = {{"all-a", "all-b", "all-c"}, {"all-a", "taken", "all-c"}};
        for (int i = 0; i < 3; i++) {
            CHECK(!file_failed(file_create(&all[i], arena, path_join(arena, folder, names[fails][i]))));
            fputs(fails ? "new" : "old", all[i].stream);
            CHECK(!file_failed(file_finish(&all[i])));
        }
        CHECK_INT(file_commit_all(all, 3, &number).error, fails ? EISDIR : 0);
        CHECK_INT(number, fails ? 1 : 2);
        for (int i = 0; i < 3; i++) file_abandon(&all[i]);
    }
    CHECK(!file_failed(file_read(arena, path_join(arena, folder, "all-a"), 100, &text)));
    CHECK_STR(text, "new");
    CHECK(!file_failed(file_read(arena, path_join(arena, folder, "all-c"), 100, &text)));
    CHECK_STR(text, "old");

    /* A full disk: at the flush, and before it. */
    CHECK(!file_failed(file_create(&out, arena, target)));
    temporary = out.temporary;
    const int full = open("/dev/full", O_WRONLY);
    if (full >= 0) {
        CHECK(dup2(full, fileno(out.stream)) >= 0);
        fputs("lost", out.stream);
        CHECK_INT(file_commit(&out).error, ENOSPC);
        CHECK_INT(access(temporary, F_OK), -1);
        CHECK(!file_failed(file_create(&out, arena, target)));
        CHECK(dup2(full, fileno(out.stream)) >= 0);
        for (int i = 0; i < 100000; i++) fputs("lost", out.stream);
        CHECK(file_commit(&out).error != 0);
        close(full);
    }
    file_abandon(&out);
}

static int remove_all(const char *folder)
{
    char command[4096];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

int main(void)
{
    jmp_buf jump;
    struct arena arena;
    CHECK_MEMORY(jump);
    arena_init(&arena, &jump);
    test_arena(&jump);
    test_exhausted();
    test_vec_and_intern(&jump);
    test_strings();
    test_utf8();
    test_sha256();
    test_paths(&arena);
    char folder[] = "/tmp/weir-base-XXXXXX";
    if (CHECK(mkdtemp(folder) != NULL)) {
        test_reading(&arena, folder);
        test_listing(&arena, folder);
        test_writing(&arena, folder);
        CHECK(remove_all(folder) == 0);
    }
    arena_free(&arena);
    return CHECK_DONE("base");
}
