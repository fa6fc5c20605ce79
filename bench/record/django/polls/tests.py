from django.contrib.auth.models import User
from django.test import TestCase, TransactionTestCase
from django.utils import timezone

from .models import Choice, Question


class OneByOne(TestCase):
    def test_question_of_each_choice(self):
        user = User.objects.create_user("ann", password="secret")
        for i in range(10):
            question = Question.objects.create(question_text=f"q{i}", pub_date=timezone.now(), author=user)
            Choice.objects.create(question=question, choice_text="a")
        self.assertEqual(sum(choice.question.id > 0 for choice in Choice.objects.all()), 10)
        self.assertEqual(list(Question.objects.filter(tags__contains=["x"]).iterator()), [])


class Admin(TransactionTestCase):
    def test_login(self):
        User.objects.create_superuser("root", password="secret")
        self.client.login(username="root", password="secret")
        self.assertEqual(self.client.get("/admin/").status_code, 200)
