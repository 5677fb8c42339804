"""Roots of Finnish words: one for all forms of a word, another for another word."""

import pytest

from events.searching import finnish

FORMS = """
kirjasto kirjastoissa kirjastojen kirjastoon kirjastoa kirjastoista kirjastot
lukutaito lukutaidon lukutaitoa lukutaidossa lukutaitojen
kasvatus kasvatuksessa kasvatuksen kasvatusta kasvatukseen
suomalainen suomalaisten suomalaisia suomalaisen
nuori nuorten nuoren nuorille nuoria nuoret
nuorisotyö nuorisotyön nuorisotyössä nuorisotyöhön nuorisotyötä
opettaja opettajien opettajat opettajille opettajan opettajia
oppiminen oppimisen oppimista oppimiseen
turvallisuus turvallisuuden turvallisuutta turvallisuudesta turvallisuuteen
hyvinvointi hyvinvoinnin hyvinvointia hyvinvointiin
lapsi lasten lapsille lapsen lapset
kieli kielen kieltä kielten kielissä kieliä
perhe perheiden perheen perheitä perheille
kunta kuntien kunnan kunnissa kuntiin kunnat
tuki tuen tukea tuesta
oppilas oppilaan oppilaiden oppilasta oppilaille
opetus opetuksen opetusta opetukseen opetuksessa
koulu koulussa koulusta koulujen kouluun kouluissa
vuosi vuoden vuotta vuosien
arviointi arvioinnin arviointia
päiväkoti päiväkodin päiväkodissa päiväkotien
luku luvun lukua
""".strip().splitlines()


@pytest.mark.parametrize("forms", [line.split() for line in FORMS], ids=lambda forms: forms[0])
def test_root_of_every_form_is_the_same(forms):
    roots = {finnish.root(form) for form in forms}

    assert len(roots) == 1


def test_roots_of_different_words_differ():
    words = [line.split()[0] for line in FORMS]

    roots = {finnish.root(word) for word in [*words, "sääri", "saari", "sali", "salo"]}

    assert len(roots) == len(words) + 4
