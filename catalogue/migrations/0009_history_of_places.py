import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0008_tries_of_signing_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlaceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='by')),
                ('actor_label', models.CharField(blank=True, max_length=60)),
                ('action', models.CharField(max_length=30, verbose_name='action')),
                ('from_state', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('to_state', models.CharField(blank=True, max_length=20, verbose_name='to')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('actor_user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='catalogue.room')),
                ('venue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='catalogue.venue')),
            ],
            options={
                'verbose_name': 'change of a place',
                'verbose_name_plural': 'changes of places',
                'ordering': ('id',),
                'abstract': False,
            },
        ),
    ]
