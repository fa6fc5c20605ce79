from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Question(models.Model):
    question_text = models.CharField(max_length=200)
    pub_date = models.DateTimeField("date published")
    author = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    tags = ArrayField(models.CharField(max_length=20), default=list)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [GinIndex(fields=["tags"], name="by_tag"),
                   models.Index(fields=["-pub_date", "author"], name="by_date")]
        constraints = [models.CheckConstraint(check=~models.Q(question_text=""), name="not_empty")]


class Choice(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE)
    choice_text = models.CharField(max_length=200)
    votes = models.PositiveIntegerField(default=0)
    voters = models.ManyToManyField(User)

    class Meta:
        unique_together = [("question", "choice_text")]
