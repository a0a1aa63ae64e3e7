#ifndef BASE_NET_TLS_H
#define BASE_NET_TLS_H

/*
 * TLS as a server speaks it, on sockets that do not block.
 *
 * The certificate is made by our authority when it is first asked for, for the
 * name that the client wants: one of ours, or any below a suffix of ours. Who
 * names none, or another, gets the one for all plain names.
 */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/authority.h"
#include "base/err.h"

struct tls;
struct tls_session;

struct tls_options {
    const struct authority *authority; /* outlives it */
    const char *const
        *names;       /* "localhost", "127.0.0.1", ".example" for all below; ends with NULL */
    bool asks_client; /* for a certificate of its own, which it need not have */
};

struct tls *tls_new(const struct tls_options *o, struct err *err); /* copies the names */
void tls_free(struct tls *t); /* after its sessions; NULL is fine */

/* name: of the server, for a client that says none; NULL: not known. The socket stays the caller's. */
struct tls_session *tls_accept(struct tls *t, int fd, const char *name);
void tls_session_free(struct tls_session *s); /* NULL is fine */

enum tls_state { TLS_open, TLS_again, TLS_broken };

enum tls_state tls_shake(struct tls_session *s); /* until it is no longer TLS_again */

/* After TLS_broken, or a client that left without a word: why, in words ("the client says: CA is unknown"); lives as long as the session. */
const char *tls_trouble(struct tls_session *s);
/* The host that the client named; NULL: none. */
const char *tls_host(struct tls_session *s);

/* Bytes moved; 0: the client has ended; or one of these. A write that is to be done again is the same. */
enum { TLS_IO_again = -1, TLS_IO_broken = -2 };

ssize_t tls_read(struct tls_session *s, char *to, size_t room);
ssize_t tls_write(struct tls_session *s, const char *at, size_t len);
void tls_end(struct tls_session *s); /* tells the client that nothing more comes */

/* The common name in the client's certificate, if our authority signed it; NULL otherwise. */
const char *tls_client_name(const struct tls_session *s);

#endif
