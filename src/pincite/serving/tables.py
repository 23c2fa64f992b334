"""All tables of a server's file. A new one is added here; a file of an earlier release gets it when it is opened."""

from typing import Final

ACCOUNTS: Final = """
CREATE TABLE IF NOT EXISTS account (user TEXT PRIMARY KEY, password TEXT NOT NULL, changed REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS invitation (secret TEXT PRIMARY KEY, user TEXT NOT NULL, expires REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS browser (
    secret TEXT PRIMARY KEY, user TEXT NOT NULL, form_token TEXT NOT NULL, signed_in REAL NOT NULL, used REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS attempt (name TEXT PRIMARY KEY, failures INTEGER NOT NULL, last REAL NOT NULL) STRICT;
"""
"""Who may sign in, with which links, who is signed in where, and wrong passwords of the last day."""

QUESTIONS: Final = """
CREATE TABLE IF NOT EXISTS pending (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, question TEXT NOT NULL, since INTEGER NOT NULL, asked REAL NOT NULL,
    worker TEXT NOT NULL, released INTEGER NOT NULL, done INTEGER NOT NULL, of INTEGER NOT NULL, error TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS asking (id TEXT PRIMARY KEY, said TEXT NOT NULL) STRICT;
"""
"""Questions that are being answered, and how far the language model is that writes one's answer."""

TOKENS: Final = """
CREATE TABLE IF NOT EXISTS token (
    id TEXT PRIMARY KEY, secret TEXT NOT NULL UNIQUE, user TEXT NOT NULL, name TEXT NOT NULL, scopes TEXT NOT NULL,
    matters TEXT, made REAL NOT NULL, expires REAL NOT NULL, used REAL, recorded TEXT, revoked REAL
) STRICT;
"""
"""API tokens, and what was recorded last of each."""

PROVIDER: Final = """
CREATE TABLE IF NOT EXISTS identity (
    issuer TEXT NOT NULL, subject TEXT NOT NULL, user TEXT NOT NULL, linked REAL NOT NULL,
    PRIMARY KEY (issuer, subject), UNIQUE (issuer, user)
) STRICT;
CREATE TABLE IF NOT EXISTS vouched (
    browser TEXT PRIMARY KEY, issuer TEXT NOT NULL, subject TEXT NOT NULL, sid TEXT NOT NULL, token TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS spent (digest TEXT PRIMARY KEY, until REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS published (
    issuer TEXT NOT NULL, what TEXT NOT NULL, body TEXT NOT NULL, fetched REAL NOT NULL, asked REAL NOT NULL,
    PRIMARY KEY (issuer, what)
) STRICT;
CREATE TABLE IF NOT EXISTS turned_away (reason TEXT PRIMARY KEY, times INTEGER NOT NULL, noted REAL NOT NULL) STRICT;
"""
"""Whose a subject of the provider is, which browsers it vouched for, what counts no second time, what the provider has
published, and how often somebody was turned away since that was last recorded."""

DRAFTS: Final = """
CREATE TABLE IF NOT EXISTS draft (secret TEXT PRIMARY KEY, fields TEXT NOT NULL, kept REAL NOT NULL) STRICT;
"""
"""Words of questions whose senders had been signed out."""

OWN_LIST: Final = """
CREATE TABLE IF NOT EXISTS stop (id TEXT PRIMARY KEY, asked REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS put_away (user TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (user, id)) STRICT;
CREATE TABLE IF NOT EXISTS called (user TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (user, id))
STRICT;
"""
"""Which questions are to be stopped; which of their own users took off their list, and what they call them."""

DELIVERIES: Final = """
CREATE TABLE IF NOT EXISTS delivery (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, matter TEXT NOT NULL, labels TEXT NOT NULL, watched TEXT NOT NULL,
    begun REAL NOT NULL, turn REAL NOT NULL, state TEXT NOT NULL, worker TEXT NOT NULL, error TEXT NOT NULL,
    done INTEGER NOT NULL, of INTEGER NOT NULL, share REAL NOT NULL, left REAL, reading TEXT NOT NULL,
    is_stopped INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS upload (
    id TEXT PRIMARY KEY, delivery TEXT NOT NULL, name TEXT NOT NULL,
    size INTEGER NOT NULL, received INTEGER NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL, tries INTEGER NOT NULL,
    UNIQUE (delivery, name)
) STRICT;
CREATE TABLE IF NOT EXISTS sent_whole (id TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS became (
    delivery TEXT NOT NULL, document TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (delivery, document)
) STRICT;
CREATE TABLE IF NOT EXISTS sent_by (delivery TEXT PRIMARY KEY, actor TEXT NOT NULL, matters TEXT) STRICT;
CREATE TABLE IF NOT EXISTS read_last (user TEXT PRIMARY KEY, at REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS watched (
    folder TEXT PRIMARY KEY, matter TEXT NOT NULL, looked REAL NOT NULL, error TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS watched_file (
    folder TEXT NOT NULL, path TEXT NOT NULL, stamp TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (folder, path)
) STRICT;
CREATE INDEX IF NOT EXISTS upload_state ON upload (delivery, state);
"""
"""Files that people send, through which programs, and how far they are read; the hashes of those that servers share
through a bucket; when files of each person were read last; and what was seen last in watched folders."""

INTERFACE: Final = """
CREATE TABLE IF NOT EXISTS allowance (user TEXT PRIMARY KEY, left REAL NOT NULL, at REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS slot (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, kind TEXT NOT NULL, worker TEXT NOT NULL, taken REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS request (
    user TEXT NOT NULL, key TEXT NOT NULL, sent TEXT NOT NULL, reply TEXT NOT NULL, worker TEXT NOT NULL,
    made REAL NOT NULL, PRIMARY KEY (user, key)
) STRICT;
CREATE TABLE IF NOT EXISTS streamed (id TEXT PRIMARY KEY, token TEXT NOT NULL, made REAL NOT NULL) STRICT;
"""
"""Of programs: how many requests each user has left, what runs for them at the moment, requests with a key that makes
them count once, and which token asked the questions whose answers are read as they come."""

TABLES: Final = (ACCOUNTS, QUESTIONS, TOKENS, PROVIDER, DRAFTS, OWN_LIST, DELIVERIES, INTERFACE)
