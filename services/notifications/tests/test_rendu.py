"""Each e-mail as it is rendered, against the text that was read and agreed (tests/attendus).

After a wanted change: ALIN_ECRIRE_ATTENDUS=1 writes them again, then read the difference.
"""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from contracts.notifications import ModeleCourriel
from notifications.courrier import Impossible, Pli, message
from notifications.domain.courriels import OBJETS, Modele, Securite, Suivi
from notifications.rendu import Rendu, instant, jour, rendre

ATTENDUS = Path(__file__).parent / "attendus"
LIEN = "https://al-in.example/ouvrir?a=1&b=2"
FAITS: dict[str, Any] = {
    "offre": {"typologie": "T3", "commune_nom": "Brest", "bailleur_nom": "Habitat de l’Exemple"},
    "code": "042817",
    "jours": 2,
    "expire_le": datetime(2026, 11, 25, 9, 5, tzinfo=UTC),
    "visite_le": datetime(2026, 11, 25, 14, 0, tzinfo=UTC),
    "repondre_avant": date(2026, 12, 14),
    "rang": 2,
}
MODELES: list[Modele] = [*ModeleCourriel, *Suivi, *Securite]


@pytest.mark.parametrize("modele", MODELES, ids=lambda modele: modele.value)
def test_the_email_is_the_one_that_was_agreed(modele: Modele) -> None:
    rendu = rendre(modele, LIEN, FAITS)
    for suffix, text in (("txt", f"{rendu.sujet}\n\n{rendu.texte}"), ("html", rendu.html)):
        path = ATTENDUS / f"{modele.value}.{suffix}"
        if os.environ.get("ALIN_ECRIRE_ATTENDUS"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")


def test_no_agreed_text_is_left_over() -> None:
    assert {path.stem for path in ATTENDUS.iterdir()} == {modele.value for modele in MODELES}


def test_the_access_email_is_the_guides_word_for_word() -> None:
    """Guide #2: « Demande d'accès »."""
    rendu = rendre(ModeleCourriel.ACCES, LIEN, FAITS)
    assert rendu.sujet == "Action Logement Services – Demande d'accès"
    assert rendu.texte.replace(f" : {LIEN}", ".").replace("\n\n", " ").strip() == (
        "Madame, Monsieur, Suite à votre demande d'accès, veuillez cliquer sur le lien ci-dessous et suivre les "
        "instructions. Cliquez ici. Ce lien expire dans 2 jour(s). Si vous n'êtes pas à l'origine de cette demande, "
        "merci d'ignorer ce message. Bien cordialement, Action Logement Services SAS au capital de 20.000.000 d'euros"
    )


def test_what_a_bailleur_writes_never_becomes_html() -> None:
    offre = {**FAITS["offre"], "bailleur_nom": "<script>alert(1)</script>"}
    html = rendre(Suivi.DEPOSEE, LIEN, {**FAITS, "offre": offre}).html
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_missing_fact_is_refused_rather_than_left_blank() -> None:
    with pytest.raises(UndefinedError):
        rendre(ModeleCourriel.CODE_SECURITE, LIEN, {"expire_le": None})


def test_every_subject_is_the_same_for_everybody() -> None:
    for modele in MODELES:
        assert rendre(modele, LIEN, FAITS).sujet == OBJETS[modele].sujet
        assert "{" not in OBJETS[modele].sujet


def test_dates_are_said_in_french_in_paris_time() -> None:
    assert jour(date(2026, 5, 1)) == "vendredi 1er mai 2026"
    assert instant(datetime(2026, 11, 25, 14, 0, tzinfo=UTC)) == "mercredi 25 novembre 2026 à 15 h 00"


def test_the_message_has_two_parts_and_says_it_is_automatic() -> None:
    pli = Pli("camille.exemple@courriel.example", Rendu("Sujet", "Texte\n", "<p>Texte</p>"))
    courriel = message(
        pli,
        envoi_id="e1",
        expediteur="Action Logement <no-reply@actionlogement.fr>",
        le=datetime(2026, 11, 24, tzinfo=UTC),
    )
    assert courriel["Message-ID"] == "<e1@actionlogement.fr>"
    assert courriel["Auto-Submitted"] == "auto-generated"
    assert courriel["From"] == "Action Logement <no-reply@actionlogement.fr>"
    assert [part.get_content_type() for part in courriel.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("adresse", ["sans-arobase", "", "a@b.example\r\nBcc: autre@b.example"])
def test_an_address_that_no_header_can_hold_is_refused(adresse: str) -> None:
    with pytest.raises(Impossible):
        message(Pli(adresse, Rendu("S", "T", "H")), envoi_id="e", expediteur="a@b.example", le=datetime.now(UTC))
