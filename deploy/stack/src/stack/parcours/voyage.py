"""The journey of the guide, step by step, from « Créer mon compte » to « Entrer dans les lieux ».

A generator: whoever plays it may look, wait, or break something between any two steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from stack.parcours.abonnes import abonnes
from stack.parcours.acteurs import Salarie
from stack.parcours.evenements import Fait
from stack.parcours.monde import Monde
from stack.parcours.passerelle import Reponse, jusqu_a

ENVOI = "envoi.envoye"
DELAI = 120.0
ETATS = {
    "publiee": "publiée",
    "code_envoye": "code envoyé à l’adresse que tient le registre",
    "a_completer": "importée, à compléter",
    "pieces_a_confirmer": "pièces justificatives à confirmer",
    "validee": "dossier validé",
}
"""What the states that these steps reach are called."""
ONGLETS = ("communes_demandees", "communes_limitrophes", "autres_communes")


@dataclass(frozen=True)
class Pas:
    """One action: who did what, the state after it, and what it must cause."""

    qui: str
    quoi: str
    etat: str
    reponse: Reponse
    attendus: tuple[str, ...] = ()
    """Names of the events to come, e-mails sent included."""

    @property
    def trace_id(self) -> str:
        """Of everything that the action caused."""
        return self.reponse.trace_id

    def touches(self, faits: Iterable[Fait]) -> frozenset[str]:
        """The programs that its trace must show: who was asked, who told `faits`, and who consumes them."""
        racontees = {fait.topic.split(".")[0] for fait in faits}
        entendues = {nom for fait in faits for nom in abonnes().get(fait.type, ())}
        return frozenset({"gateway", self.reponse.service} | racontees | entendues)


@dataclass
class Voyage:
    """One salarié and one home."""

    monde: Monde
    salarie: Salarie
    adresse_registre: str
    """E-mail that the register holds: the security code goes there."""
    offre_id: str = ""
    candidature_id: str = ""

    def tout(self) -> Iterator[Pas]:
        """Every step."""
        yield self.publier()
        yield from self.creer_compte()
        yield from self.importer()
        yield from self.completer()
        yield self.voir_les_offres()
        yield self.postuler()
        yield from self.instruire()
        yield from self.entrer()

    def publier(self) -> Pas:
        """A bailleur publishes the home of the guide."""
        r = self.monde.bailleur.publier(self.monde.annonce())
        self.offre_id = r.corps["id"]
        logement = f"{r.corps['typologie']} de {r.corps['surface']:.0f} m², {r.corps['loyer']:.0f} €, Paris 11e"
        return Pas("Bailleur", f"publie un logement : {logement}", ETATS[r.corps["statut"]], r, ("offre.publiee",))

    def creer_compte(self) -> Iterator[Pas]:
        """Guide #2."""
        s, boite = self.salarie, self.monde.boite(self.salarie.email)
        r = s.creer_compte()
        yield Pas(
            s.prenom, "« Créer mon compte »", "en attente de validation", r,
            ("compte.cree", "courriel.envoyer", ENVOI),
        )  # fmt: skip
        lien = boite.attendre("Demande d'accès").lien
        formulaire = s.valider_email(lien)
        r = s.choisir_mot_de_passe(lien, formulaire)
        yield Pas(s.prenom, "valide son e-mail et choisit son mot de passe", "actif", r, ("compte.active",))
        r = s.ouvrir_session()
        yield Pas(s.prenom, "« JE ME CONNECTE »", "connecté", r)

    def importer(self) -> Iterator[Pas]:
        """Guide #3: the numéro unique, then the code."""
        s, boite = self.salarie, self.monde.boite(self.adresse_registre)
        connus = len([c for c in boite.courriels() if "code de sécurité" in c.objet])
        r = s.demander_import()
        lu = s.attendre_import(r.corps["import_id"], "code_envoye")
        yield Pas(s.prenom, "saisit son numéro unique", ETATS[lu["etat"]], r, ("courriel.envoyer", ENVOI))
        code = boite.attendre("code de sécurité", connus + 1).code
        r = s.donner_code(r.corps["import_id"], code)
        yield Pas(s.prenom, "saisit le code de sécurité", _statut(r), r, ("demande.importee", ENVOI))

    def completer(self) -> Iterator[Pas]:
        """Guide #3: the three sections."""
        s = self.salarie
        r = s.completer("Établissements du Guide", "politique_logement")
        yield Pas(s.prenom, "complète employeur et consentement", _statut(r), r, ("demande.completee",))
        r = s.confirmer_pieces()
        yield Pas(s.prenom, "coche ses pièces justificatives", _statut(r), r)
        r = s.valider_dossier()
        yield Pas(s.prenom, "« Valider mon dossier »", _statut(r), r, ("demande.validee", ENVOI))

    def voir_les_offres(self) -> Pas:
        """Guide #5: the home is in one of the three tabs."""

        def page() -> dict[str, Any] | None:
            pages = (lue for onglet in ONGLETS for lue in self.salarie.toutes_les_offres(onglet))
            return next((lue for lue in pages if any(offre["id"] == self.offre_id for offre in lue["items"])), None)

        lue: dict[str, Any] = jusqu_a(page, DELAI, "le logement dans les offres")
        comptes = lue["compteurs"]
        etat = ", ".join(f"{libelle} {comptes[nom]}" for nom, libelle in _LIBELLES.items())
        detail = self.salarie.appeler("GET", f"/offres/offres/{self.offre_id}")
        return Pas(self.salarie.prenom, "« Les offres »", etat, detail)

    def postuler(self) -> Pas:
        """« Je postule »."""
        r = self.salarie.postuler(self.offre_id)
        self.candidature_id = r.corps["id"]
        return Pas(self.salarie.prenom, "« Je postule »", r.corps["libelle"], r, ("candidature.deposee", ENVOI))

    def instruire(self) -> Iterator[Pas]:
        """Guide #6, steps 2 to 4."""
        m, c = self.monde, self.candidature_id
        r = m.conseiller.valider(c)
        yield Pas("Conseiller", "valide la candidature", r.corps["libelle"], r, ("candidature.validee", ENVOI))
        r = m.conseiller.transmettre(self.offre_id)
        etat = self.salarie.candidature(c)["libelle"]
        yield Pas("Conseiller", "transmet au bailleur", etat, r, ("candidature.transmise", ENVOI))
        r = m.bailleur.proposer_visite(c, m.demain())
        yield Pas("Bailleur", "propose une visite", r.corps["libelle"], r, ("candidature.visite_proposee", ENVOI))
        r = m.bailleur.constater_visite(c)
        yield Pas("Bailleur", "constate la visite", r.corps["libelle"], r, ("candidature.visite_effectuee",))

    def entrer(self) -> Iterator[Pas]:
        """Guide #6, steps 5 to 7."""
        m, c, jour = self.monde, self.candidature_id, self.monde.aujourd_hui()
        r = m.bailleur.decider(c, {"type": "attribution"}, jour, insuffisants=True)
        etat = f"{r.corps['libelle']}, répondre avant le {r.corps['repondre_avant']}"
        yield Pas("Commission", "attribue le logement", etat, r, ("candidature.attribuee", ENVOI))
        r = self.salarie.repondre(c, acceptee=True)
        yield Pas(self.salarie.prenom, "accepte le logement", r.corps["libelle"], r, ("candidature.acceptee", ENVOI))
        r = m.bailleur.signer(c, jour)
        yield Pas(
            "Bailleur", "signe le bail", r.corps["libelle"], r,
            ("candidature.bail_signe", "offre.pourvue", "demande.radiee", ENVOI, ENVOI),
        )  # fmt: skip
        r = m.bailleur.remettre_les_cles(c)
        yield Pas("Bailleur", "« Entrer dans les lieux »", r.corps["libelle"], r, ("candidature.entree", ENVOI))


_LIBELLES = {
    "communes_demandees": "communes demandées",
    "communes_limitrophes": "limitrophes",
    "autres_communes": "autres du département",
}


def _statut(reponse: Reponse) -> str:
    return ETATS[reponse.corps["statut"]]
