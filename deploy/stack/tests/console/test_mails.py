"""Mails: received by SMTP, kept on disk, counted, shown without trusting them."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import aiosmtplib

from stack.console.mailbox import Mailbox
from stack.console.smtp import serve_smtp
from stack.settings import HOST, free_ports


def mail(
    to="claire@example.fr", message_id="<1@alin>", html="<p>Cliquez <a href='http://x/'>ici</a></p>"
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "ne-pas-repondre@al-in.fr"
    message["To"] = to
    message["Subject"] = "Action Logement Services – Demande d'accès"
    message["Message-ID"] = message_id
    message.set_content("Bonjour, voici le lien : http://127.0.0.1:8080/valider?jeton=abc\n")
    message.add_alternative(html, subtype="html")
    return message


def deliver(mailbox: Mailbox, message: EmailMessage) -> str:
    return mailbox.deliver(message.as_bytes(), [str(message["To"])]).id


async def test_a_mail_sent_by_smtp_is_read_back_whole(made, web):
    (port,) = free_ports(1)
    async with await serve_smtp(made.mailbox, port):
        await aiosmtplib.send(mail(), hostname=HOST, port=port)
    (listed,) = (await web.get("/api/mails", params={"to": "Claire@example.fr"})).json()
    assert listed["objet"] == "Action Logement Services – Demande d'accès"
    assert listed["livraisons"] == 1
    whole = (await web.get(f"/api/mails/{listed['id']}")).json()
    assert "jeton=abc" in whole["texte"]
    assert "Cliquez" in whole["html"]
    assert whole["entetes"]["Message-ID"] == "<1@alin>"


async def test_the_same_message_id_is_one_mail_delivered_twice(made, web):
    deliver(made.mailbox, mail())
    mail_id = deliver(made.mailbox, mail())
    (listed,) = (await web.get("/api/mails")).json()
    assert listed["livraisons"] == 2
    assert "a été doublé" in (await web.get(f"/mails/{mail_id}")).text


async def test_mails_survive_a_restart_of_the_console(made):
    mail_id = deliver(made.mailbox, mail())
    again = Mailbox(made.settings.data_dir / "mails")
    assert again.mails() == made.mailbox.mails()
    assert "jeton=abc" in again.contents(again.mails()[0]).texte
    assert again.mail(mail_id)


async def test_mails_are_filtered_by_recipient_and_by_moment(made, web):
    deliver(made.mailbox, mail())
    deliver(made.mailbox, mail(to="paul@example.fr", message_id="<2@alin>"))
    assert [m["a"] for m in (await web.get("/api/mails", params={"to": "paul@example.fr"})).json()] == [
        ["paul@example.fr"]
    ]
    soon = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    assert (await web.get("/api/mails", params={"since": soon})).json() == []
    past = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    assert len((await web.get("/api/mails", params={"since": past})).json()) == 2


async def test_a_date_that_is_none_is_refused_with_its_reason(web):
    answer = await web.get("/api/mails", params={"since": "hier"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "date_invalide"


async def test_the_html_of_a_mail_runs_no_script_and_opens_its_links_outside(made, web):
    mail_id = deliver(made.mailbox, mail(html="<html><head></head><body><script>alert(1)</script></body></html>"))
    framed = await web.get(f"/mails/{mail_id}/html")
    policy = framed.headers["content-security-policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert '<head><base target="_blank">' in framed.text


async def test_a_mail_in_a_charset_that_nobody_knows_is_shown_all_the_same(made, web):
    parts = b"Content-Type: text/%s; charset=inconnu\r\nMessage-ID: <%s>\r\n\r\nBonjour \xe9t\xe9\r\n"
    for kind in (b"plain", b"html"):
        mail_id = made.mailbox.deliver(parts % (kind, kind), ["claire@example.fr"]).id
        assert (await web.get(f"/mails/{mail_id}")).status_code == 200
        assert "Bonjour" in (await web.get(f"/api/mails/{mail_id}")).text


async def test_what_a_mail_says_is_escaped_in_the_pages(made, web):
    message = mail()
    del message["Subject"]
    message["Subject"] = "<script>alert(1)</script>"
    mail_id = deliver(made.mailbox, message)
    for page in ("/mails", f"/mails/{mail_id}"):
        text = (await web.get(page)).text
        assert "<script>" not in text
        assert "&lt;script&gt;" in text


async def test_an_unknown_mail_is_a_page_that_says_so(web):
    page = await web.get("/mails/inconnu")
    assert page.status_code == 404
    assert "Ce courriel n&#39;existe pas." in page.text
    assert (await web.get("/api/mails/inconnu")).json()["code"] == "courriel_inconnu"
