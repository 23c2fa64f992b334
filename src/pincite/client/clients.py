"""The clients.

Made from docs/openapi.json by runs/making/make_api.py; a test fails when it is stale.
"""

from typing import Literal

from pincite.client import calls
from pincite.client.connecting import Connected, ConnectedAsync
from pincite.client.models import (
    AskedBefore,
    Begun,
    DeliveredFile,
    DeliveredFiles,
    Deliveries,
    Delivery,
    Document,
    Documents,
    Matters,
    Outline,
    OwnToken,
    Record,
    Records,
    Reply,
    SearchResults,
    Source,
    Text,
)


class Client(Connected):
    """The interface for programs: each method waits for its response."""

    def search(
        self, question: str, *, k: int = 10, matter: str | None = None, cursor: str | None = None
    ) -> SearchResults:
        """Find the passages that fit a question best, among the documents that the token reaches.

        `question`: The question, or words that the passages should be about.

        `k`: How many passages to give.

        `matter`: Look in this matter only; otherwise in all that the token reaches.

        `cursor`: `next` of the page before, with the same question and matter; without it, the best are given.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.search(question, k=k, matter=matter, cursor=cursor))

    def ask(
        self,
        question: str,
        *,
        idempotency_key: str | None = None,
        matter: str | None = None,
        after: str | None = None,
        mode: Literal["quote", "write"] = "quote",
    ) -> Reply:
        """Ask a question, and wait for the whole reply. Each statement is pinned to the words that bear it out.

        A refusal to answer is a reply too, with the status 200. To read the statements as they are released, begin
        the question with `POST /questions`.

        `question`: The question, in a person's own words. Naming the document helps.

        `idempotency_key`: A random text of your choice. The same request sent again with it within a day is not done
        again: its reply is read back from the record, which the header `Idempotency-Replayed: true` says.

        `matter`: Ask in this matter only; otherwise in all that the token reaches.

        `after`: The record (its id or number) of an earlier question of yours that this one goes on from.

        `mode`: `quote` answers in the documents' own words; `write` has the firm's language model write, and gives
        out what the cited words bear out. It takes a model that is set.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.ask(question, idempotency_key=idempotency_key, matter=matter, after=after, mode=mode))

    def begin_question(
        self,
        question: str,
        *,
        idempotency_key: str | None = None,
        matter: str | None = None,
        after: str | None = None,
        mode: Literal["quote", "write"] = "quote",
    ) -> Begun:
        """Begin to answer a question. Its statements can be read as they are released, and its reply when it is whole.

        It is answered whether or not anybody reads it, and a connection that is lost costs nothing.

        `question`: The question, in a person's own words. Naming the document helps.

        `idempotency_key`: A random text of your choice. The same request sent again with it within a day is not done
        again: its reply is read back from the record, which the header `Idempotency-Replayed: true` says.

        `matter`: Ask in this matter only; otherwise in all that the token reaches.

        `after`: The record (its id or number) of an earlier question of yours that this one goes on from.

        `mode`: `quote` answers in the documents' own words; `write` has the firm's language model write, and gives
        out what the cited words bear out. It takes a model that is set.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(
            calls.begin_question(question, idempotency_key=idempotency_key, matter=matter, after=after, mode=mode)
        )

    def questions(self, *, limit: int = 20, cursor: str | None = None) -> AskedBefore:
        """List questions of one's own, the newest first, except those whose documents are closed by now.

        `limit`: How many to give at most.

        `cursor`: `next` of the page before; without it, the first page is given.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.questions(limit=limit, cursor=cursor))

    def reply(self, identity: str) -> Reply:
        """Give the reply to a question of one's own, read back from the record as it may be seen now.

        While the question is being answered there is none yet; read its events.

        `identity`: The id of a reply, or the number of its record.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.reply(identity))

    def matters(self) -> Matters:
        """List the matters that the token reaches.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.matters())

    def documents(self, *, matter: str | None = None, limit: int = 50, cursor: str | None = None) -> Documents:
        """List the documents that the token reaches, by matter and path, some at a time.

        `matter`: Only documents of this matter.

        `limit`: How many to give at most.

        `cursor`: `next` of the page before; without it, the first page is given.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.documents(matter=matter, limit=limit, cursor=cursor))

    def document(self, document: str) -> Document:
        """Say what a document is, and what it states about itself.

        `document`: The document's id, as lists, hits and citations have it.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.document(document))

    def text(self, document: str, *, start: int = 0, end: int | None = None) -> Text:
        """Give a document's text, exactly, or the characters of it that a citation names.

        `document`: The document's id, as lists, hits and citations have it.

        `start`: The first character, from 0.

        `end`: The character after the last; else all of it.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.text(document, start=start, end=end))

    def outline(self, document: str) -> Outline:
        """Give a document's sections and clauses, with their places and pages.

        `document`: The document's id, as lists, hits and citations have it.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.outline(document))

    def source(self, cite: str) -> Source:
        """Give the words at a citation, with the clauses around them and what must be known of them.

        `cite`: `RECORD.N` for statement N of a reply (its `audit.seq` or `id`), or `DOCUMENT:START-END` for
        characters of a document.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.source(cite))

    def page_picture(self, cite: str, *, place: int = 0) -> bytes:
        """Draw the page that the cited words stand on, with those marked. Formats without pages have none.

        `cite`: `RECORD.N` for statement N of a reply (its `audit.seq` or `id`), or `DOCUMENT:START-END` for
        characters of a document.

        `place`: Which of the pages, if the words go over several.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.page_picture(cite, place=place))

    def begin_delivery(
        self, matter: str, *, idempotency_key: str | None = None, labels: list[str] | None = None
    ) -> Delivery:
        """Begin to send files to a matter. Announce each file, send its bytes, and close the delivery to have it read.

        Files are read by a process of the server that does nothing else, so no request waits for it. A delivery of
        which nothing comes for a day is read as far as it has come.

        `matter`: The matter that the documents are to belong to.

        `idempotency_key`: A random text of your choice. The same request sent again with it within a day is not done
        again: its reply is read back from the record, which the header `Idempotency-Replayed: true` says.

        `labels`: Labels that each document gets, such as “privileged”.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.begin_delivery(matter, idempotency_key=idempotency_key, labels=labels))

    def deliveries(self) -> Deliveries:
        """List the newest deliveries of the token's user, except those to matters that are closed to them by now.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.deliveries())

    def delivery(self, delivery: str) -> Delivery:
        """Say how far a delivery is.

        `delivery`: The delivery's id.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.delivery(delivery))

    def drop_delivery(self, delivery: str) -> None:
        """Take a delivery off the list. Files of it that were not read are deleted; documents stay.

        `delivery`: The delivery's id.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.drop_delivery(delivery))

    def close_delivery(self, delivery: str) -> Delivery:
        """Have a delivery read. Files of it that have not come whole are given up. It cannot be added to any more.

        `delivery`: The delivery's id.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.close_delivery(delivery))

    def stop_delivery(self, delivery: str) -> Delivery:
        """Stop the reading of a delivery. What was read stays, and the rest can be gone on with.

        `delivery`: The delivery's id.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.stop_delivery(delivery))

    def read_again(self, delivery: str) -> Delivery:
        """Read again what could not be read, and what was not reached.

        `delivery`: The delivery's id.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.read_again(delivery))

    def delivered_files(
        self,
        delivery: str,
        *,
        state: Literal["coming", "whole", "read", "failed"] = "failed",
        limit: int = 50,
        cursor: str | None = None,
    ) -> DeliveredFiles:
        """List files of a delivery, with the reasons for those that could not be read, some at a time.

        `delivery`: The delivery's id.

        `state`: Which files: those that could not be read, with the reasons; those that are `coming` or `whole`; or,
        of those that were `read`, the ones of which something is to be known.

        `limit`: How many to give at most.

        `cursor`: `next` of the page before; without it, the first page is given.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.delivered_files(delivery, state=state, limit=limit, cursor=cursor))

    def announce_file(self, delivery: str, name: str, size: int) -> DeliveredFile:
        """Announce a file. One that was announced before is the same file: `received` says where to go on.

        A file may have 512 MB. One with the name and folder of a file that was sent to the matter before becomes a
        new version of that document, where the token's user may see it.

        `delivery`: The delivery's id.

        `name`: Its name, with the folders that it lies in and “/” between them.

        `size`: Its size, in bytes.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.announce_file(delivery, name, size))

    def upload(self, upload: str) -> DeliveredFile:
        """Say how much of a file has come.

        `upload`: The file's id.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.upload(upload))

    def send_piece(self, upload: str, upload_offset: int, content: bytes) -> DeliveredFile:
        """Send a piece of a file: its bytes are the body. What is acknowledged is on the disk.

        A request that is broken off leaves what has come of it; ask for the file, and go on from `received`.

        `upload`: The file's id.

        `upload_offset`: Where in the file the piece begins: `received`, as it was given last.

        `content`: The bytes.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.send_piece(upload, upload_offset, content))

    def records(self, *, limit: int = 20, cursor: str | None = None) -> Records:
        """List the entries of the record that the token's user may see, the newest first.

        `limit`: How many to give at most.

        `cursor`: `next` of the page before; without it, the first page is given.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.records(limit=limit, cursor=cursor))

    def record(self, record: str) -> Record:
        """Give an entry of the record, as far as the token's user may see it.

        `record`: The entry's number or id.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.record(record))

    def token(self) -> OwnToken:
        """Say what the token of this request is for, and until when. Any token may ask.

        Raises ApiError if the server refuses, or fails.
        """
        return self.send(calls.token())


class AsyncClient(ConnectedAsync):
    """The interface for programs: each method is awaited."""

    async def search(
        self, question: str, *, k: int = 10, matter: str | None = None, cursor: str | None = None
    ) -> SearchResults:
        """Find the passages that fit a question best, among the documents that the token reaches.

        `question`: The question, or words that the passages should be about.

        `k`: How many passages to give.

        `matter`: Look in this matter only; otherwise in all that the token reaches.

        `cursor`: `next` of the page before, with the same question and matter; without it, the best are given.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.search(question, k=k, matter=matter, cursor=cursor))

    async def ask(
        self,
        question: str,
        *,
        idempotency_key: str | None = None,
        matter: str | None = None,
        after: str | None = None,
        mode: Literal["quote", "write"] = "quote",
    ) -> Reply:
        """Ask a question, and wait for the whole reply. Each statement is pinned to the words that bear it out.

        A refusal to answer is a reply too, with the status 200. To read the statements as they are released, begin
        the question with `POST /questions`.

        `question`: The question, in a person's own words. Naming the document helps.

        `idempotency_key`: A random text of your choice. The same request sent again with it within a day is not done
        again: its reply is read back from the record, which the header `Idempotency-Replayed: true` says.

        `matter`: Ask in this matter only; otherwise in all that the token reaches.

        `after`: The record (its id or number) of an earlier question of yours that this one goes on from.

        `mode`: `quote` answers in the documents' own words; `write` has the firm's language model write, and gives
        out what the cited words bear out. It takes a model that is set.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(
            calls.ask(question, idempotency_key=idempotency_key, matter=matter, after=after, mode=mode)
        )

    async def begin_question(
        self,
        question: str,
        *,
        idempotency_key: str | None = None,
        matter: str | None = None,
        after: str | None = None,
        mode: Literal["quote", "write"] = "quote",
    ) -> Begun:
        """Begin to answer a question. Its statements can be read as they are released, and its reply when it is whole.

        It is answered whether or not anybody reads it, and a connection that is lost costs nothing.

        `question`: The question, in a person's own words. Naming the document helps.

        `idempotency_key`: A random text of your choice. The same request sent again with it within a day is not done
        again: its reply is read back from the record, which the header `Idempotency-Replayed: true` says.

        `matter`: Ask in this matter only; otherwise in all that the token reaches.

        `after`: The record (its id or number) of an earlier question of yours that this one goes on from.

        `mode`: `quote` answers in the documents' own words; `write` has the firm's language model write, and gives
        out what the cited words bear out. It takes a model that is set.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(
            calls.begin_question(question, idempotency_key=idempotency_key, matter=matter, after=after, mode=mode)
        )

    async def questions(self, *, limit: int = 20, cursor: str | None = None) -> AskedBefore:
        """List questions of one's own, the newest first, except those whose documents are closed by now.

        `limit`: How many to give at most.

        `cursor`: `next` of the page before; without it, the first page is given.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.questions(limit=limit, cursor=cursor))

    async def reply(self, identity: str) -> Reply:
        """Give the reply to a question of one's own, read back from the record as it may be seen now.

        While the question is being answered there is none yet; read its events.

        `identity`: The id of a reply, or the number of its record.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.reply(identity))

    async def matters(self) -> Matters:
        """List the matters that the token reaches.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.matters())

    async def documents(self, *, matter: str | None = None, limit: int = 50, cursor: str | None = None) -> Documents:
        """List the documents that the token reaches, by matter and path, some at a time.

        `matter`: Only documents of this matter.

        `limit`: How many to give at most.

        `cursor`: `next` of the page before; without it, the first page is given.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.documents(matter=matter, limit=limit, cursor=cursor))

    async def document(self, document: str) -> Document:
        """Say what a document is, and what it states about itself.

        `document`: The document's id, as lists, hits and citations have it.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.document(document))

    async def text(self, document: str, *, start: int = 0, end: int | None = None) -> Text:
        """Give a document's text, exactly, or the characters of it that a citation names.

        `document`: The document's id, as lists, hits and citations have it.

        `start`: The first character, from 0.

        `end`: The character after the last; else all of it.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.text(document, start=start, end=end))

    async def outline(self, document: str) -> Outline:
        """Give a document's sections and clauses, with their places and pages.

        `document`: The document's id, as lists, hits and citations have it.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.outline(document))

    async def source(self, cite: str) -> Source:
        """Give the words at a citation, with the clauses around them and what must be known of them.

        `cite`: `RECORD.N` for statement N of a reply (its `audit.seq` or `id`), or `DOCUMENT:START-END` for
        characters of a document.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.source(cite))

    async def page_picture(self, cite: str, *, place: int = 0) -> bytes:
        """Draw the page that the cited words stand on, with those marked. Formats without pages have none.

        `cite`: `RECORD.N` for statement N of a reply (its `audit.seq` or `id`), or `DOCUMENT:START-END` for
        characters of a document.

        `place`: Which of the pages, if the words go over several.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.page_picture(cite, place=place))

    async def begin_delivery(
        self, matter: str, *, idempotency_key: str | None = None, labels: list[str] | None = None
    ) -> Delivery:
        """Begin to send files to a matter. Announce each file, send its bytes, and close the delivery to have it read.

        Files are read by a process of the server that does nothing else, so no request waits for it. A delivery of
        which nothing comes for a day is read as far as it has come.

        `matter`: The matter that the documents are to belong to.

        `idempotency_key`: A random text of your choice. The same request sent again with it within a day is not done
        again: its reply is read back from the record, which the header `Idempotency-Replayed: true` says.

        `labels`: Labels that each document gets, such as “privileged”.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.begin_delivery(matter, idempotency_key=idempotency_key, labels=labels))

    async def deliveries(self) -> Deliveries:
        """List the newest deliveries of the token's user, except those to matters that are closed to them by now.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.deliveries())

    async def delivery(self, delivery: str) -> Delivery:
        """Say how far a delivery is.

        `delivery`: The delivery's id.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.delivery(delivery))

    async def drop_delivery(self, delivery: str) -> None:
        """Take a delivery off the list. Files of it that were not read are deleted; documents stay.

        `delivery`: The delivery's id.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.drop_delivery(delivery))

    async def close_delivery(self, delivery: str) -> Delivery:
        """Have a delivery read. Files of it that have not come whole are given up. It cannot be added to any more.

        `delivery`: The delivery's id.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.close_delivery(delivery))

    async def stop_delivery(self, delivery: str) -> Delivery:
        """Stop the reading of a delivery. What was read stays, and the rest can be gone on with.

        `delivery`: The delivery's id.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.stop_delivery(delivery))

    async def read_again(self, delivery: str) -> Delivery:
        """Read again what could not be read, and what was not reached.

        `delivery`: The delivery's id.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.read_again(delivery))

    async def delivered_files(
        self,
        delivery: str,
        *,
        state: Literal["coming", "whole", "read", "failed"] = "failed",
        limit: int = 50,
        cursor: str | None = None,
    ) -> DeliveredFiles:
        """List files of a delivery, with the reasons for those that could not be read, some at a time.

        `delivery`: The delivery's id.

        `state`: Which files: those that could not be read, with the reasons; those that are `coming` or `whole`; or,
        of those that were `read`, the ones of which something is to be known.

        `limit`: How many to give at most.

        `cursor`: `next` of the page before; without it, the first page is given.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.delivered_files(delivery, state=state, limit=limit, cursor=cursor))

    async def announce_file(self, delivery: str, name: str, size: int) -> DeliveredFile:
        """Announce a file. One that was announced before is the same file: `received` says where to go on.

        A file may have 512 MB. One with the name and folder of a file that was sent to the matter before becomes a
        new version of that document, where the token's user may see it.

        `delivery`: The delivery's id.

        `name`: Its name, with the folders that it lies in and “/” between them.

        `size`: Its size, in bytes.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.announce_file(delivery, name, size))

    async def upload(self, upload: str) -> DeliveredFile:
        """Say how much of a file has come.

        `upload`: The file's id.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.upload(upload))

    async def send_piece(self, upload: str, upload_offset: int, content: bytes) -> DeliveredFile:
        """Send a piece of a file: its bytes are the body. What is acknowledged is on the disk.

        A request that is broken off leaves what has come of it; ask for the file, and go on from `received`.

        `upload`: The file's id.

        `upload_offset`: Where in the file the piece begins: `received`, as it was given last.

        `content`: The bytes.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.send_piece(upload, upload_offset, content))

    async def records(self, *, limit: int = 20, cursor: str | None = None) -> Records:
        """List the entries of the record that the token's user may see, the newest first.

        `limit`: How many to give at most.

        `cursor`: `next` of the page before; without it, the first page is given.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.records(limit=limit, cursor=cursor))

    async def record(self, record: str) -> Record:
        """Give an entry of the record, as far as the token's user may see it.

        `record`: The entry's number or id.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.record(record))

    async def token(self) -> OwnToken:
        """Say what the token of this request is for, and until when. Any token may ask.

        Raises ApiError if the server refuses, or fails.
        """
        return await self.send(calls.token())
