"""Who acts: each person with their token, and the gestures that their role allows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self
from urllib.parse import urljoin

from stack.essais import MOT_DE_PASSE, CompteEssai
from stack.parcours.pages import Formulaire, formulaires
from stack.parcours.passerelle import Passerelle, Refusee, Reponse, jusqu_a

DELAI = 120.0
CANDIDATURES = "/candidatures/candidatures"
BAILLEUR = "/candidatures/bailleur/candidatures"


@dataclass
class Personne:
    """Somebody at the gateway. Logs in again by the refresh token when the access token ends."""

    passerelle: Passerelle
    email: str
    mot_de_passe: str
    jetons: dict[str, Any] = field(default_factory=dict)
    expire: float = 0.0

    def ouvrir_session(self, code_totp: str | None = None) -> Reponse:
        """« JE ME CONNECTE »."""
        corps = {"email": self.email, "mot_de_passe": self.mot_de_passe}
        return self._retenir("/identity/sessions", corps | ({"code_totp": code_totp} if code_totp else {}))

    def appeler(self, methode: str, chemin: str, *, cle: str | None = None, **corps: Any) -> Reponse:
        """A request in this person's name. Raises `Refusee`."""
        if time.monotonic() > self.expire:
            jeton = {"jeton_rafraichissement": self.jetons["jeton_rafraichissement"]}
            self._retenir("/identity/sessions/rafraichissement", jeton)
        return self.passerelle.appeler(methode, chemin, jeton=self.jetons["jeton_acces"], cle=cle, **corps)

    def _retenir(self, chemin: str, corps: dict[str, Any]) -> Reponse:
        reponse = self.passerelle.appeler("POST", chemin, json=corps)
        self.jetons = reponse.corps
        self.expire = time.monotonic() + float(self.jetons["expire_dans"]) / 2
        return reponse


@dataclass
class Salarie(Personne):
    """A salarié, from « Créer mon compte » to the keys."""

    civilite: str = "monsieur"
    prenom: str = ""
    nom: str = ""
    telephone: str = "06 12 34 56 78"
    numero_unique: str = field(default="", repr=False)

    def creer_compte(self) -> Reponse:
        """The form « Création de compte » (guide #2)."""
        formulaire = {
            "civilite": self.civilite,
            "nom": self.nom,
            "prenom": self.prenom,
            "telephone": self.telephone,
            "email": self.email,
            "consentement": True,
        }
        return self.passerelle.appeler("POST", "/identity/comptes", json=formulaire)

    def valider_email(self, lien: str) -> Formulaire:
        """Open the link, then « Cliquez ici »: the form « Mise à jour du mot de passe »."""
        page = self.passerelle.appeler("GET", _chemin(lien, self.passerelle)).texte
        return self._envoyer(lien, _formulaire(page), {})[1]

    def choisir_mot_de_passe(self, lien: str, formulaire: Formulaire) -> Reponse:
        """« VALIDER »."""
        saisie = {"mot_de_passe": self.mot_de_passe, "confirmation": self.mot_de_passe}
        return self._envoyer(lien, formulaire, saisie)[0]

    def _envoyer(self, page: str, formulaire: Formulaire, saisie: dict[str, str]) -> tuple[Reponse, Formulaire]:
        action = _chemin(urljoin(page, formulaire.action), self.passerelle)
        reponse = self.passerelle.appeler(formulaire.methode, action, data=formulaire.champs | saisie)
        trouves = formulaires(reponse.texte)
        return reponse, trouves[0] if trouves else formulaire

    def demander_import(self) -> Reponse:
        """The numéro unique (guide #3)."""
        return self.appeler("POST", "/demande-import/imports", json={"numero_unique": self.numero_unique})

    def attendre_import(self, import_id: str, *etats: str) -> dict[str, Any]:
        """The import once it is in one of these states."""

        def lire() -> dict[str, Any] | None:
            lu: dict[str, Any] = self.appeler("GET", f"/demande-import/imports/{import_id}").corps
            return lu if lu["etat"] in etats else None

        trouve: dict[str, Any] = jusqu_a(lire, DELAI, f"l’import {' ou '.join(etats)}")
        return trouve

    def donner_code(self, import_id: str, code: str) -> Reponse:
        """The security code of the e-mail."""
        return self.appeler("POST", f"/demande-import/imports/{import_id}/code", json={"code": code})

    def demande(self) -> dict[str, Any]:
        """The three sections."""
        lue: dict[str, Any] = self.appeler("GET", "/demande-import/demandes/courante").corps
        return lue

    def completer(self, nom_employeur: str, consentement: str, rattachement: str = "demandeur") -> Reponse:
        """« Les informations à compléter pour AL’in »."""
        corps = {
            "rattachement": rattachement,
            "nom_employeur": nom_employeur,
            "plusieurs_employeurs": False,
            "consentement": consentement,
        }
        return self.appeler("PUT", "/demande-import/demandes/courante/complements", json=corps)

    def confirmer_pieces(self) -> Reponse:
        """Tick every pièce."""
        pieces = list(_identifiants(self.demande()["pieces"]))
        return self.appeler("PUT", "/demande-import/demandes/courante/pieces", json={"deposees": pieces})

    def valider_dossier(self) -> Reponse:
        """« Valider mon dossier »."""
        return self.appeler("POST", "/demande-import/demandes/courante/validation")

    def offres(self, onglet: str = "communes_demandees", **criteres: Any) -> dict[str, Any]:
        """One tab, once offres knows the dossier."""

        def lire() -> dict[str, Any] | None:
            try:
                page = self.appeler("GET", "/offres/liste", params={"onglet": onglet, "limite": 100, **criteres})
            except Refusee as refus:
                if refus.code == "dossier_non_valide":
                    return None
                raise
            lue: dict[str, Any] = page.corps
            return lue

        page: dict[str, Any] = jusqu_a(lire, DELAI, "les offres")
        return page

    def toutes_les_offres(self, onglet: str) -> Iterator[dict[str, Any]]:
        """Every page of one tab."""
        page = self.offres(onglet)
        yield page
        while curseur := page["curseur_suivant"]:
            page = self.offres(onglet, curseur=curseur)
            yield page

    def postuler(self, offre_id: str, cle: str | None = None) -> Reponse:
        """« Je postule », as soon as candidatures knows the offer and the dossier."""

        def essayer() -> Reponse | None:
            try:
                return self.appeler("POST", CANDIDATURES, cle=cle, json={"offre_id": offre_id})
            except Refusee as refus:
                if refus.code in ("demande_inconnue", "offre_indisponible", "dossier_non_valide"):
                    return None
                raise

        faite: Reponse = jusqu_a(essayer, DELAI, "la candidature")
        return faite

    def candidature(self, identifiant: str) -> dict[str, Any]:
        """One card of « Mes candidatures »."""
        lue: dict[str, Any] = self.appeler("GET", f"{CANDIDATURES}/{identifiant}").corps
        return lue

    def annuler(self, identifiant: str) -> Reponse:
        """« Annuler cette candidature »."""
        return self.appeler("POST", f"{CANDIDATURES}/{identifiant}/annulation")

    def repondre(self, identifiant: str, *, acceptee: bool) -> Reponse:
        """Take the home, or not."""
        return self.appeler("POST", f"{CANDIDATURES}/{identifiant}/reponse", json={"acceptee": acceptee})


@dataclass
class Agent(Personne):
    """Staff: logs in with a code too."""

    code: Callable[[], str | None] = lambda: None

    @classmethod
    def essai(cls, passerelle: Passerelle, compte: CompteEssai, maintenant: Callable[[], float]) -> Self:
        """A trial account."""
        return cls(passerelle, compte.email, MOT_DE_PASSE, code=lambda: compte.code(maintenant()))

    def se_connecter(self) -> Reponse:
        """With the code of now; a code serves once, so the next one is waited for when this one has served."""
        fin = time.monotonic() + 65
        while True:
            try:
                return self.ouvrir_session(self.code())
            except Refusee as refus:
                if refus.statut != 401 or time.monotonic() > fin:
                    raise
                time.sleep(5)


class Conseiller(Agent):
    """An adviser of Action Logement Services."""

    def valider(self, candidature: str) -> Reponse:
        """The dossier is good."""
        return self.appeler("POST", f"{CANDIDATURES}/{candidature}/validation")

    def invalider(self, candidature: str, motif: str) -> Reponse:
        """The dossier is not good."""
        return self.appeler("POST", f"{CANDIDATURES}/{candidature}/invalidation", json={"motif": motif})

    def transmettre(self, offre_id: str) -> Reponse:
        """Send the best dossiers to the bailleur."""
        return self.appeler("POST", f"/candidatures/offres/{offre_id}/transmission")


class Bailleur(Agent):
    """A landlord body."""

    def publier(self, offre: dict[str, Any]) -> Reponse:
        """A home."""
        return self.appeler("POST", "/offres/offres", json=offre)

    def proposer_visite(self, candidature: str, le: datetime) -> Reponse:
        """When the home can be seen."""
        return self.appeler("POST", f"{BAILLEUR}/{candidature}/visite", json={"le": le.isoformat()})

    def constater_visite(self, candidature: str) -> Reponse:
        """The salarié came."""
        return self.appeler("POST", f"{BAILLEUR}/{candidature}/visite/constat")

    def decider(self, candidature: str, decision: dict[str, Any], le: date, *, insuffisants: bool = False) -> Reponse:
        """The CALEOL's decision."""
        corps = {"decision": decision, "commission_le": str(le), "candidats_insuffisants": insuffisants}
        return self.appeler("POST", f"{BAILLEUR}/{candidature}/decision", json=corps)

    def signer(self, candidature: str, le: date) -> Reponse:
        """The lease."""
        return self.appeler("POST", f"{BAILLEUR}/{candidature}/bail", json={"signe_le": str(le)})

    def remettre_les_cles(self, candidature: str) -> Reponse:
        """« Entrer dans les lieux »."""
        return self.appeler("POST", f"{BAILLEUR}/{candidature}/entree")


def _chemin(lien: str, passerelle: Passerelle) -> str:
    return lien.removeprefix(passerelle.url)


def _formulaire(page: str) -> Formulaire:
    trouves = [formulaire for formulaire in formulaires(page) if formulaire.methode == "POST"]
    if not trouves:
        raise AssertionError("cette page n’a pas de formulaire")
    return trouves[0]


def _identifiants(pieces: Any) -> Any:
    """Every `piece_id`, at whatever depth the screen groups them."""
    if isinstance(pieces, dict):
        if "piece_id" in pieces:
            yield pieces["piece_id"]
        for valeur in pieces.values():
            yield from _identifiants(valeur)
    elif isinstance(pieces, list):
        for valeur in pieces:
            yield from _identifiants(valeur)
